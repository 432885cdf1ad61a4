import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { triangularMatrixReference } from "../triangular_matrix/reference.ts";
import { triangularStep } from "./kernel.ts";

test("every row is that of the product with the matrix", () => {
  const [rows, channels] = [5, 3];
  const packed = randomValues((rows * (rows + 1)) / 2, 1);
  const x = randomValues(rows * channels, 2);
  const matrix = triangularMatrixReference(packed, rows, "lower");
  for (let p = 0; p < rows; p++) {
    const specs = [f32(packed.length), f32(1, rows, channels), u32(1)];
    const [y] = triangularStep.reference([packed, x, Float64Array.of(p)], {}, specs);
    y.forEach((value, c) => {
      const want = Array.from({ length: rows }, (_, s) => matrix[p * rows + s] * x[s * channels + c]);
      expect(value).toBeCloseTo(
        want.reduce((sum, term) => sum + term, 0),
        12,
      );
    });
  }
});

test("a triangle with fewer rows than the cache is refused", () => {
  expect(() => triangularStep.infer([f32(6), f32(1, 4, 2), u32(1)], {})).toThrow("fewer rows than the cache");
});
