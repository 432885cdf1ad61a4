import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { conv2dBackwardWeight } from "../conv2d/backward.ts";
import { conv2d } from "../conv2d/kernel.ts";
import { conv2dTranspose } from "./kernel.ts";

// Sums of at most 9 * 12 products, and of 99 places for the filter.
test.each([
  [
    [1, 1, 1, 1],
    [1, 2, 2, 1],
    [1, 1],
    [0, 0],
  ],
  [
    [2, 3, 5, 12],
    [12, 4, 4, 8],
    [2, 2],
    [1, 1],
  ],
  [
    [3, 7, 3, 5],
    [5, 3, 2, 3],
    [1, 3],
    [1, 0],
  ],
] as const)("conv2d_transpose %j by %j", async (xShape, wShape, stride, padding) => {
  const [x, weight] = [f32(...xShape), f32(...wShape)];
  const attributes = { stride, padding };
  await expectKernelMatches(conv2dTranspose, { inputs: [x, weight], attributes, tolerance: 5e-6 });
  // The gradients as its rule asks for them.
  const [y] = conv2dTranspose.infer([x, weight], attributes);
  const settings = { ...attributes, dilation: [1, 1], groups: 1 } as const;
  await expectKernelMatches(conv2d, { inputs: [y, weight], attributes: settings, tolerance: 5e-6 });
  await expectKernelMatches(conv2dBackwardWeight, {
    inputs: [x, y],
    attributes: { ...settings, kernel: [wShape[1], wShape[2]] },
    tolerance: 1e-5,
  });
});
