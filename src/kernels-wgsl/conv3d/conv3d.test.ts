import { expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32, PORTABLE_TRAITS, sizeOf } from "../_kernel/operator.ts";
import { PLAIN } from "../conv2d/apply.ts";
import { conv2d } from "../conv2d/kernel.ts";
import { conv3d } from "./kernel.ts";
import { conv3dProducts, conv3dShape } from "./shape.ts";

test("worked numbers: a difference along depth, zeros outside", () => {
  const [y] = conv3d.reference([Float64Array.of(1, 4, 9), Float64Array.of(-1, 0, 1)], {}, [
    f32(1, 1, 1, 3, 1),
    f32(1, 1, 1, 3, 1),
  ]);
  expect([...y]).toEqual([4, 8, -4]);
});

test("volumes of depth one are images", () => {
  const [x, w] = [randomValues(2 * 4 * 5 * 3, 1), randomValues(2 * 9 * 3, 2)];
  const [volume] = conv3d.reference([x, w], {}, [f32(2, 4, 5, 1, 3), f32(2, 3, 3, 1, 3)]);
  const attributes = { ...PLAIN, padding: [1, 1] as const };
  const [image] = conv2d.reference([x, w], attributes, [f32(2, 4, 5, 3), f32(2, 3, 3, 3)]);
  volume.forEach((value, i) => expect(value).toBeCloseTo(image[i], 14));
});

test.each([
  [
    [2, 3, 4, 5, 1],
    [3, 3, 3, 3, 1],
  ],
  [
    [1, 2, 3, 4, 2],
    [4, 1, 3, 5, 2],
  ],
])("gradients of %j by %j agree with central differences", (x, weight) => {
  expect(checkGradient(conv3d, { inputs: [f32(...x), f32(...weight)], attributes: {} }).relative).toBeLessThan(1e-7);
});

test("counted products are those of ones inside", () => {
  const specs = [f32(2, 3, 4, 5, 2), f32(4, 3, 1, 5, 2)];
  const ones = specs.map(({ shape }) => new Float64Array(sizeOf(shape)).fill(1));
  const [y] = conv3d.reference(ones, {}, specs);
  const products = y.reduce((sum, value) => sum + value, 0);
  expect(conv3dProducts(conv3dShape(specs[0], specs[1]))).toBe(products);
  const tensors = [...specs, ...conv3d.infer(specs, {})].map((spec, id) => ({ id, ...spec }));
  const application = { inputs: tensors.slice(0, 2), outputs: tensors.slice(2), attributes: {} };
  expect(conv3d.lower(application, [], PORTABLE_TRAITS)[0].counters.multiplies).toBe(products);
});

test("filters with even sides, or for other channels, are refused", () => {
  expect(() => conv3d.infer([f32(1, 3, 3, 3, 1), f32(1, 2, 3, 3, 1)], {})).toThrow("odd sides");
  expect(() => conv3d.infer([f32(1, 3, 3, 3, 1), f32(1, 3, 3, 3, 2)], {})).toThrow("[O, kh, kw, kd, C]");
});
