import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { concat } from "./kernel.ts";

test.each([
  [[[1], [3]], 0],
  [
    [
      [3, 5],
      [3, 63],
      [3, 1],
    ],
    1,
  ],
  [
    [
      [2, 4, 8],
      [2, 1, 8],
    ],
    1,
  ],
])("concat %j along %i", async (shapes, axis) => {
  const inputs = shapes.map((shape) => f32(...shape));
  await expectKernelMatches(concat, { inputs, attributes: { axis }, tolerance: 0 });
});
