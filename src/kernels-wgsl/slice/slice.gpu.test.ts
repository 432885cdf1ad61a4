import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { slice, sliceBackward } from "./kernel.ts";

test.each([
  [[1], [0], [1], [1]],
  [[65], [3], [64], [7]],
  [
    [5, 7],
    [1, 2],
    [4, 7],
    [1, 2],
  ],
  [
    [3, 100],
    [0, 20],
    [3, 60],
    [1, 1],
  ],
  [
    [3, 63, 4],
    [1, 5, 0],
    [3, 60, 4],
    [1, 5, 1],
  ],
])("slice %j from %j to %j by %j", async (shape, start, stop, step) => {
  const attributes = { start, stop, step };
  await expectKernelMatches(slice, { inputs: [f32(...shape)], attributes, tolerance: 0 });
  const inputs = slice.infer([f32(...shape)], attributes);
  await expectKernelMatches(sliceBackward, { inputs, attributes: { ...attributes, shape }, tolerance: 0 });
});
