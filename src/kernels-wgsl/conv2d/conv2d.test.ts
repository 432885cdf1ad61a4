import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyConv2d, PLAIN } from "./apply.ts";
import { conv2dBackwardInput, conv2dBackwardWeight } from "./backward.ts";
import { conv2d } from "./kernel.ts";
import type { ConvAttributes } from "./shape.ts";

const settings = (some: Partial<ConvAttributes>): ConvAttributes => ({ ...PLAIN, ...some });

describe("convolution", () => {
  test("worked numbers: stride, padding and two channels", () => {
    // A cross of ones on the first channel, the second counted tenfold at the centre.
    const cross = [0, 1, 0, 1, 1, 1, 0, 1, 0].flatMap((tap, i) => [tap, i === 4 ? 10 : 0]);
    const x = Float64Array.of(1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 1);
    const attributes = settings({ stride: [2, 2], padding: [1, 1] });
    const [y] = conv2d.reference([x, Float64Array.from(cross)], attributes, [f32(1, 3, 3, 2), f32(1, 3, 3, 2)]);
    expect([...y]).toEqual([1 + 2 + 4 + 10, 3 + 2 + 6 + 10, 7 + 4 + 8 + 10, 9 + 6 + 8 + 10]);
  });

  test("groups keep to themselves, dilation skips", () => {
    const x = Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40);
    const attributes = settings({ dilation: [1, 2], groups: 2 });
    const weight = Float64Array.of(1, 1, 1, -1);
    const [y] = conv2d.reference([x, weight], attributes, [f32(1, 1, 4, 2), f32(2, 1, 2, 1)]);
    expect([...y]).toEqual([1 + 3, 10 - 30, 2 + 4, 20 - 40]);
  });

  test.each([
    [[2, 4, 5, 3], [2, 3, 3, 3], settings({ padding: [1, 1] })],
    [[1, 5, 4, 4], [6, 3, 2, 2], settings({ stride: [2, 1], padding: [1, 0], groups: 2 })],
    [[1, 6, 7, 3], [3, 3, 2, 1], settings({ stride: [1, 2], dilation: [2, 3], padding: [2, 1], groups: 3 })],
    [[1, 1, 5, 2], [3, 1, 3, 2], settings({ padding: [0, 2], stride: [1, 3] })],
  ] as const)("gradients of %j by %j agree with central differences", (x, weight, attributes) => {
    const inputs = [f32(...x), f32(...weight)];
    expect(checkGradient(conv2d, { inputs, attributes }).relative).toBeLessThan(1e-7);
  });

  test.each([
    [
      [2, 4, 5, 3],
      [4, 1, 1, 3],
    ],
    [
      [2, 4, 6, 3],
      [4, 2, 3, 3],
    ],
  ])("tiling windows %j by %j are a matrix product of the same value", (xShape, wShape) => {
    const attributes = settings({ stride: [wShape[1], wShape[2]] });
    const [xSpec, wSpec] = [f32(...xShape), f32(...wShape)];
    const [x, w] = [randomValues(sizeOf(xShape), 1), randomValues(sizeOf(wShape), 2)];
    const tape = new ReferenceTape();
    const y = applyConv2d(tape, tape.tensor(xSpec, x), tape.tensor(wSpec, w), attributes);
    const [want] = conv2d.reference([x, w], attributes, [xSpec, wSpec]);
    expect(y.shape).toEqual(conv2d.infer([xSpec, wSpec], attributes)[0].shape);
    tape.valuesOf(y).forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  test("counts the products inside the image", () => {
    const [x, w] = [f32(2, 2, 3, 4), f32(6, 3, 3, 2)];
    const attributes = settings({ padding: [1, 1], groups: 2 });
    const y = conv2d.infer([x, w], attributes)[0];
    // Rows meet 1 + 2 + 1 of their taps, columns 2 + 3 + 2; each for six outputs of two channels.
    const products = 2 * 4 * 7 * 6 * 2;
    const [forward] = lowerChecked(conv2d, [x, w], attributes);
    expect(forward.counters).toMatchObject({ multiplies: products, adds: products });
    const [input] = lowerChecked(conv2dBackwardInput, [y, w], { ...attributes, image: [2, 3] });
    expect(input.counters).toMatchObject({ multiplies: products, adds: products });
    const [weight] = lowerChecked(conv2dBackwardWeight, [y, x], { ...attributes, kernel: [3, 3] });
    expect(weight.counters).toMatchObject({ multiplies: products, adds: products });
  });

  test("refuses what does not fit", () => {
    expect(() => conv2d.infer([f32(1, 4, 4, 3), f32(2, 3, 3, 2)], PLAIN)).toThrow("C / groups");
    expect(() => conv2d.infer([f32(1, 2, 9, 3), f32(2, 3, 3, 3)], PLAIN)).toThrow("fits an image of 2 x 9");
    expect(() => conv2d.infer([f32(1, 4, 4, 3), f32(2, 3, 3, 3)], settings({ stride: [0, 1] }))).toThrow("from 1 on");
  });
});
