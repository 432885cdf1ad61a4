import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { conv2dWeightBackward } from "./backward-weight.ts";
import { conv2dDepthwise } from "./kernel.ts";

// Nine products forward; sums over at most 195 positions in the weights' gradients.
describe("depthwise convolution kernel on a grid", () => {
  test.each([
    { shape: [1, 1, 1, 1], kernel: [3, 3] as const },
    { shape: [2, 7, 9, 20], kernel: [3, 3] as const },
    { shape: [3, 13, 5, 63], kernel: [3, 5] as const },
  ])("$shape by $kernel", async ({ shape, kernel }) => {
    const [x, weight] = [f32(...shape), f32(shape[3], ...kernel)];
    await expectKernelMatches(conv2dDepthwise, { inputs: [x, weight], attributes: {}, tolerance: 2e-6 });
    const flipped = { isFlipped: true };
    await expectKernelMatches(conv2dDepthwise, { inputs: [x, weight], attributes: flipped, tolerance: 2e-6 });
    await expectKernelMatches(conv2dWeightBackward, { inputs: [x, x], attributes: { kernel }, tolerance: 5e-6 });
  });
});
