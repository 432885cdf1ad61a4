import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32, i32 } from "../_kernel/operator.ts";
import { indexSelect, reorder } from "./kernel.ts";

describe("index_select reference", () => {
  test("selects rows in any order, with repetitions", () => {
    const x = Float64Array.of(1, 2, 3, 4, 5, 6);
    const index = Float64Array.of(2, 0, 2);
    expect([...indexSelect.reference([x, index], { axis: 0 }, [f32(3, 2), i32(3)])[0]]).toEqual([5, 6, 1, 2, 5, 6]);
  });

  test("gradient accumulates over repeated indices", () => {
    const values = { 1: Float64Array.of(1, 4, 1, 0, 1, 4) };
    const error = checkGradient(indexSelect, { inputs: [f32(2, 5, 3), i32(6)], attributes: { axis: 1 }, values });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses an index that is no list", () => {
    expect(() => indexSelect.infer([f32(2, 3), i32(3, 3)], { axis: 1 })).toThrow("list of integers");
  });

  test("a permutation's gradient is its inverse", () => {
    const values = { 1: Float64Array.of(2, 0, 3, 1), 2: Float64Array.of(1, 3, 0, 2) };
    const error = checkGradient(reorder, { inputs: [f32(2, 4, 3), i32(4), i32(4)], attributes: { axis: 1 }, values });
    expect(error.relative).toBeLessThan(1e-8);
    expect(() => reorder.infer([f32(2, 3), i32(3), i32(2)], { axis: 1 })).toThrow("a permutation and its inverse");
  });
});
