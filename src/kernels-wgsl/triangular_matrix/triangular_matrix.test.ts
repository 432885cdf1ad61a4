import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { triangularMatrix, triangularMatrixBackward } from "./kernel.ts";

const FORMS = ["lower", "symmetric"] as const;

describe("triangular matrix reference", () => {
  test("worked numbers: three rows, packed by rows", () => {
    const packed = Float64Array.of(1, 2, 3, 4, 5, 6);
    const [lower, symmetric] = FORMS.map((form) => [
      ...triangularMatrix.reference([packed], { n: 3, form }, [f32(6)])[0],
    ]);
    expect(lower).toEqual([1, 0, 0, 2, 3, 0, 4, 5, 6]);
    expect(symmetric).toEqual([1, 2, 4, 2, 3, 5, 4, 5, 6]);
  });

  test.each(FORMS)("gradients agree with central differences, %s, also where the triangle is longer", (form) => {
    for (const [size, n] of [
      [1, 1],
      [15, 5],
      [15, 3],
    ]) {
      const error = checkGradient(triangularMatrix, { inputs: [f32(size)], attributes: { n, form } });
      expect(error.relative).toBeLessThan(1e-8);
    }
  });

  test("refuses a triangle that is too short", () => {
    expect(() => triangularMatrix.infer([f32(9)], { n: 4, form: "lower" })).toThrow("4 rows need 10 entries");
  });
});

test("every launch keeps its promises", () => {
  for (const form of FORMS) {
    lowerChecked(triangularMatrix, [f32(15)], { n: 4, form });
    lowerChecked(triangularMatrixBackward, [f32(4, 4)], { n: 4, form, shape: [15] });
  }
});
