import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { f32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { accumulateGradients } from "./kernel.ts";
import { accumulateReference } from "./reference.ts";

test.each([
  [1, 0],
  [63, 64],
  [64, 64],
  [1024, 128],
])("micro-batches of %i elements at %i add up to their mean and leave the arena beside them", async (size, offset) => {
  let arena: Float64Array = new Float64Array(1280)
    .fill(NaN)
    .fill(5, 0, offset)
    .fill(5, offset + size);
  let want = arena;
  for (let micro = 0; micro < 4; micro++) {
    const step = { ...REFERENCE_STEP, micro, microSteps: 4 };
    const fresh = randomValues(size, micro + 1);
    const inputs = [
      { spec: f32(1280), values: arena },
      { spec: f32(size), values: fresh },
    ];
    const run = await runOnGpu(accumulateGradients, inputs, { offset }, { step });
    expect(run.brokenGuards).toEqual([]);
    want = accumulateReference(want, fresh, offset, step);
    arena = Float64Array.from(run.outputs[0]);
  }
  arena.forEach((value, i) => expect(Math.abs(value - want[i])).toBeLessThan(4 * 2 ** -24));
});
