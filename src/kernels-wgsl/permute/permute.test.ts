import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { permute } from "./kernel.ts";
import { permuteReference } from "./reference.ts";

describe("permute reference", () => {
  test("transposes a matrix", () => {
    expect([...permuteReference(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0])]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test("gradient agrees with central differences", () => {
    const error = checkGradient(permute, { inputs: [f32(2, 3, 4)], attributes: { permutation: [2, 0, 1] } });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses an order that is none", () => {
    expect(() => permute.infer([f32(2, 3)], { permutation: [0, 0] })).toThrow("does not name each of the 2 axes");
  });
});
