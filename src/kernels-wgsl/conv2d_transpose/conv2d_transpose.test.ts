import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { conv2dBackwardInput } from "../conv2d/backward.ts";
import { PLAIN } from "../conv2d/apply.ts";
import { resizeBilinear } from "../resize_bilinear/kernel.ts";
import { conv2dTranspose } from "./kernel.ts";

describe("transposed convolution", () => {
  test("worked numbers: filters overlap where strides are short", () => {
    const specs = [f32(1, 1, 3, 1), f32(1, 1, 3, 1)];
    const values = [Float64Array.of(1, 2, 3), Float64Array.of(1, 10, 100)];
    const y = (stride: number, padding: number) => [
      ...conv2dTranspose.reference(values, { stride: [1, stride], padding: [0, padding] }, specs)[0],
    ];
    expect(y(3, 0)).toEqual([1, 10, 100, 2, 20, 200, 3, 30, 300]);
    expect(y(2, 0)).toEqual([1, 10, 102, 20, 203, 30, 300]);
    expect(y(2, 1)).toEqual([10, 102, 20, 203, 30]);
  });

  test("a filter of 1/4, 3/4, 3/4, 1/4 at stride 2 doubles as bilinear resizing does, away from the edge", () => {
    const axis = [0.25, 0.75, 0.75, 0.25];
    const filter = Float64Array.from({ length: 16 }, (_, i) => axis[i >> 2] * axis[i % 4]);
    const x = randomValues(20, 4);
    const attributes = { stride: [2, 2], padding: [1, 1] } as const;
    const [y] = conv2dTranspose.reference([x, filter], attributes, [f32(1, 4, 5, 1), f32(1, 4, 4, 1)]);
    const [want] = resizeBilinear.reference([x], { size: [8, 10] }, [f32(1, 4, 5, 1)]);
    for (let i = 1; i < 7; i++) for (let j = 1; j < 9; j++) expect(y[10 * i + j]).toBeCloseTo(want[10 * i + j], 14);
  });

  test.each([
    [
      [2, 3, 2, 3],
      [3, 4, 4, 2],
      [2, 2],
      [1, 1],
    ],
    [
      [1, 2, 5, 2],
      [2, 3, 2, 4],
      [1, 3],
      [1, 0],
    ],
  ] as const)(
    "%j by %j is the adjoint of a convolution, its gradients agree with differences",
    (x, w, stride, padding) => {
      const inputs = [f32(...x), f32(...w)];
      const attributes = { stride, padding };
      expect(checkGradient(conv2dTranspose, { inputs, attributes }).relative).toBeLessThan(1e-7);
      const values = inputs.map(({ shape }, i) => randomValues(sizeOf(shape), i));
      const [spec] = conv2dTranspose.infer(inputs, attributes);
      const image = [spec.shape[1], spec.shape[2]] as const;
      const [y] = conv2dTranspose.reference(values, attributes, inputs);
      const [want] = conv2dBackwardInput.reference(values, { ...PLAIN, ...attributes, image }, inputs);
      y.forEach((value, i) => expect(value).toBeCloseTo(want[i], 13));
    },
  );

  test("refuses what does not fit", () => {
    const plain = { stride: [2, 2], padding: [1, 1] } as const;
    expect(() => conv2dTranspose.infer([f32(1, 2, 2, 3), f32(2, 4, 4, 3)], plain)).toThrow("[O, kh, kw, C]");
    expect(() => conv2dTranspose.infer([f32(1, 1, 1, 3), f32(3, 2, 2, 3)], plain)).toThrow("behind the padding");
  });
});
