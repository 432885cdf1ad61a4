import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { f32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { accumulateGradients } from "./kernel.ts";
import { accumulateReference } from "./reference.ts";

test.each([64, 1024])(
  "micro-batches of an arena of %i add up to their mean, whatever the arena held",
  async (length) => {
    let sum: Float64Array = new Float64Array(length).fill(NaN);
    let want = sum;
    for (let micro = 0; micro < 4; micro++) {
      const step = { ...REFERENCE_STEP, micro, microSteps: 4 };
      const fresh = randomValues(length, micro + 1);
      const inputs = [sum, fresh].map((values) => ({ spec: f32(length), values }));
      const run = await runOnGpu(accumulateGradients, inputs, {}, { step });
      expect(run.brokenGuards).toEqual([]);
      want = accumulateReference(want, fresh, step);
      sum = Float64Array.from(run.outputs[0]);
    }
    sum.forEach((value, i) => expect(Math.abs(value - want[i])).toBeLessThan(4 * 2 ** -24));
  },
);
