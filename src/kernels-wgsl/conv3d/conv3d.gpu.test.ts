import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { conv3dBackwardInput, conv3dBackwardWeight } from "./backward.ts";
import { conv3d } from "./kernel.ts";

// Forward and input gradients sum at most 250 products; weight gradients at most 1,600 positions.
describe("convolution of volumes", () => {
  test.each([
    [
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
    ],
    [
      [3, 7, 5, 15, 1],
      [8, 3, 3, 3, 1],
    ],
    [
      [2, 3, 7, 4, 3],
      [5, 1, 3, 5, 3],
    ],
    [
      [1, 9, 2, 3, 4],
      [4, 5, 3, 1, 4],
    ],
  ])("%j by %j", async (xShape, wShape) => {
    const [x, weight] = [f32(...xShape), f32(...wShape)];
    const [y] = conv3d.infer([x, weight], {});
    await expectKernelMatches(conv3d, { inputs: [x, weight], attributes: {}, tolerance: 5e-6 });
    await expectKernelMatches(conv3dBackwardInput, { inputs: [y, weight], attributes: {}, tolerance: 5e-6 });
    const kernel = [wShape[1], wShape[2], wShape[3]] as const;
    await expectKernelMatches(conv3dBackwardWeight, { inputs: [y, x], attributes: { kernel }, tolerance: 1e-5 });
  });
});
