import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { movingAverage, movingAverageBackward } from "./kernel.ts";

test.each([
  { shape: [1, 1, 1], window: 25 },
  { shape: [2, 96, 7], window: 25 },
  { shape: [3, 5, 64], window: 25 },
  { shape: [1, 63, 5], window: 3 },
])("moving average of $shape over $window", async ({ shape, window }) => {
  const test = { inputs: [f32(...shape)], attributes: { window }, tolerance: 3e-6 };
  await expectKernelMatches(movingAverage, test);
  await expectKernelMatches(movingAverageBackward, test);
});
