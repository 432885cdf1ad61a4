import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { cumsum } from "./kernel.ts";

test.each([
  [[1], 0],
  [[63], 0],
  [[3, 65], 1],
  [[7, 100], 0],
  [[1030], 0],
  [[2, 300, 8], 1],
])("cumsum of %j along %i", async (shape, axis) => {
  for (const isReverse of [false, true]) {
    for (const isExclusive of [false, true]) {
      const attributes = { axis, isExclusive, isReverse };
      await expectKernelMatches(cumsum, { inputs: [f32(...shape)], attributes, tolerance: 5e-6 });
    }
  }
});
