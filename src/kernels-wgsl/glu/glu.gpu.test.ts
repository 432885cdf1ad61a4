import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { glu, gluBackward, type GluActivation } from "./kernel.ts";

const SHAPES = [
  [1, 1],
  [3, 63],
  [65, 100],
];

// A handful of roundings and one exponential.
describe("glu kernel", () => {
  test.each(["silu", "identity"] satisfies GluActivation[])("%s at odd and even widths", async (activation) => {
    for (const [rows, width] of SHAPES) {
      const inputs = [f32(rows, 2 * width)];
      await expectKernelMatches(glu, { inputs, attributes: { activation }, tolerance: 2e-6 });
      await expectKernelMatches(gluBackward, {
        inputs: [f32(rows, width), ...inputs],
        attributes: { activation },
        tolerance: 5e-6,
      });
    }
  });

  test.each(["gelu_tanh", "gelu_erf", "relu", "sigmoid"] satisfies GluActivation[])("%s", async (activation) => {
    const inputs = [f32(2, 5, 24)];
    await expectKernelMatches(glu, { inputs, attributes: { activation }, tolerance: 5e-6 });
    await expectKernelMatches(gluBackward, {
      inputs: [f32(2, 5, 12), ...inputs],
      attributes: { activation },
      tolerance: 5e-6,
    });
  });
});
