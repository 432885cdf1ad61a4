import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { givensThetaBackward } from "./backward-theta.ts";
import { givensBackward, givensRotation } from "./kernel.ts";

describe("phase rotation kernel", () => {
  test.each([
    [[1, 1, 2], 1],
    [[1, 3, 6], 3],
    [[2, 65, 12], 3],
    [[3, 100, 64], 4],
    [[1, 63, 30], 5],
  ])("%j in %i phases", async (shape, phases) => {
    const channels = shape[shape.length - 1];
    const inputs = [f32(...shape), f32(channels / (2 * phases))];
    await expectKernelMatches(givensRotation, { inputs, attributes: { phases, hasOffset: true }, tolerance: 2e-6 });
    await expectKernelMatches(givensBackward, { inputs: [inputs[0], f32(channels)], attributes: {}, tolerance: 1e-6 });
    const pair = [inputs[0], inputs[0]];
    await expectKernelMatches(givensThetaBackward, { inputs: pair, attributes: { phases }, tolerance: 3e-6 });
  });

  test("angles of many turns keep their accuracy", async () => {
    const theta = Float64Array.from({ length: 32 }, (_, i) => Math.fround((i - 16) * 12.345));
    const inputs = [f32(1, 64), f32(32)];
    const attributes = { phases: 1, hasOffset: true };
    await expectKernelMatches(givensRotation, { inputs, attributes, values: { 1: theta }, tolerance: 1e-6 });
  });
});
