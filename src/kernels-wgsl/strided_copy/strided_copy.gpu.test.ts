import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { stridedCopy } from "./kernel.ts";

test.each([
  { shape: [1], strides: [0], offset: 2 },
  { shape: [3, 63], strides: [1, 3], offset: 0 },
  { shape: [5, 100], strides: [100, 1], offset: 4 },
  { shape: [2, 3, 5, 7], strides: [0, 7, 50, 2], offset: 1 },
])("strided copy $shape by $strides from $offset", async (attributes) => {
  await expectKernelMatches(stridedCopy, { inputs: [f32(700)], attributes, tolerance: 0 });
});
