import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import type { Program } from "../elementwise/program.ts";
import { PLAIN } from "./apply.ts";
import { conv2dBackwardInput, conv2dBackwardWeight } from "./backward.ts";
import { conv2d } from "./kernel.ts";
import type { ConvAttributes } from "./shape.ts";

const settings = (some: Partial<ConvAttributes>): ConvAttributes => ({ ...PLAIN, ...some });

const ADD_BIAS: Program = {
  operands: ["full", "tail"],
  instructions: [{ row: "add", arguments: [0, 1] }],
  results: [2],
};

// Forward and input gradients sum at most 300 products; weight gradients at most 700 windows.
describe("convolution kernels", () => {
  test.each([
    [[1, 1, 1, 1], [1, 1, 1, 1], PLAIN],
    [[2, 7, 9, 8], [12, 3, 3, 8], settings({ padding: [1, 1] })],
    [[1, 9, 9, 4], [6, 3, 3, 2], settings({ stride: [2, 2], padding: [1, 1], groups: 2 })],
    [[3, 8, 7, 3], [5, 3, 2, 3], settings({ stride: [1, 2], padding: [2, 1], dilation: [2, 2] })],
    [[2, 13, 5, 20], [20, 3, 5, 1], settings({ padding: [1, 2], groups: 20 })],
    [[1, 17, 16, 16], [24, 4, 3, 8], settings({ stride: [3, 2], dilation: [1, 3], padding: [3, 4], groups: 2 })],
    [[6, 11, 10, 5], [4, 7, 7, 5], settings({ stride: [4, 4], padding: [2, 2] })],
    [[1, 1, 33, 4], [3, 1, 3, 4], settings({ padding: [0, 1] })],
  ] as const)("%j by %j, %j", async (xShape, wShape, attributes) => {
    const [x, weight, bias] = [f32(...xShape), f32(...wShape), f32(wShape[0])];
    const [y] = conv2d.infer([x, weight], attributes);
    await expectKernelMatches(conv2d, { inputs: [x, weight], attributes, tolerance: 5e-6 });
    const program = { ...attributes, program: ADD_BIAS };
    await expectKernelMatches(conv2d, { inputs: [x, weight, bias], attributes: program, tolerance: 5e-6 });
    const image = [xShape[1], xShape[2]] as const;
    await expectKernelMatches(conv2dBackwardInput, {
      inputs: [y, weight],
      attributes: { ...attributes, image },
      tolerance: 5e-6,
    });
    const kernel = [wShape[1], wShape[2]] as const;
    await expectKernelMatches(conv2dBackwardWeight, {
      inputs: [y, x],
      attributes: { ...attributes, kernel },
      tolerance: 1e-5,
    });
  });

  test("weight gradient of many rows in chunks", async () => {
    const [x, y] = [f32(9, 32, 30, 3), f32(9, 32, 30, 2)];
    const attributes = { ...settings({ padding: [1, 1] }), kernel: [3, 3] as const };
    await expectKernelMatches(conv2dBackwardWeight, { inputs: [y, x], attributes, tolerance: 1e-5 });
  });
});
