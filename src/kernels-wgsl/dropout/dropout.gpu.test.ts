import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { FIRST_STEP, runOnGpu } from "../_kernel/gpu-run.ts";
import { compareTensors, expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { dropout, dropoutBackward } from "./kernel.ts";
import { dropoutReference } from "./reference.ts";

describe("dropout kernel", () => {
  test.each([{ shape: [1] }, { shape: [3, 63] }, { shape: [2, 65, 100] }])("$shape", async ({ shape }) => {
    const inputs = [f32(...shape)];
    const attributes = { rate: 0.25, layer: 2 };
    await expectKernelMatches(dropout, { inputs, attributes, tolerance: 2e-7 });
    await expectKernelMatches(dropoutBackward, { inputs, attributes, tolerance: 2e-7 });
  });

  test("later steps draw what the host draws", async () => {
    const values = randomValues(300, 1);
    for (const [index, micro, layer] of [
      [7, 1, 0],
      [100_000, 2, 77],
      [1, 0, 0xffff_ffff],
    ]) {
      const step = { ...FIRST_STEP, index, micro, microSteps: 3, seed: 42 };
      const { outputs } = await runOnGpu(dropout, [{ spec: f32(300), values }], { rate: 0.6, layer }, { step });
      expect(compareTensors(outputs[0], dropoutReference(values, 0.6, layer, step)).worst).toBeLessThan(3e-7);
    }
  });
});
