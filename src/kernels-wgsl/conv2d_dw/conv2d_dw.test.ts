import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { conv2dWeightBackward } from "./backward-weight.ts";
import { conv2dDepthwise } from "./kernel.ts";
import { insideTaps } from "./shape.ts";

describe("depthwise convolution on a grid", () => {
  test("worked numbers: a cross of ones on a 2 x 2 image", () => {
    const cross = Float64Array.of(0, 1, 0, 1, 1, 1, 0, 1, 0);
    const [y] = conv2dDepthwise.reference([Float64Array.of(1, 2, 3, 4), cross], {}, [f32(1, 2, 2, 1), f32(1, 3, 3)]);
    expect([...y]).toEqual([6, 7, 8, 9]);
  });

  test("of one row it is a filter along the row", () => {
    const taps = Float64Array.of(9, 9, 9, 1, 10, 100, 9, 9, 9);
    const [y] = conv2dDepthwise.reference([Float64Array.of(1, 2, 3), taps], {}, [f32(1, 1, 3, 1), f32(1, 3, 3)]);
    expect([...y]).toEqual([210, 321, 32]);
  });

  test.each([
    [1, 1, 3, 3],
    [3, 4, 3, 3],
    [2, 5, 1, 5],
  ])("gradients agree with central differences, %i x %i by %i x %i", (height, width, kh, kw) => {
    const inputs = [f32(2, height, width, 2), f32(2, kh, kw)];
    expect(checkGradient(conv2dDepthwise, { inputs, attributes: {} }).relative).toBeLessThan(1e-7);
  });

  test("counts the taps inside the grid", () => {
    const shape = { batch: 1, height: 2, width: 3, channels: 1, kernelHeight: 3, kernelWidth: 3 };
    // Rows meet 1 + 2 + 1 of their taps, columns 2 + 3 + 2.
    expect(insideTaps(shape)).toBe(4 * 7);
    const [x, w] = [f32(2, 2, 3, 4), f32(4, 3, 3)];
    const [forward] = lowerChecked(conv2dDepthwise, [x, w], {});
    expect(forward.counters).toMatchObject({ multiplies: 8 * 28, adds: 8 * 28 });
    lowerChecked(conv2dWeightBackward, [x, x], { kernel: [3, 3] });
  });

  test("refuses an even filter", () => {
    expect(() => conv2dDepthwise.infer([f32(1, 4, 4, 2), f32(2, 2, 3)], {})).toThrow("odd sides");
  });
});
