import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { embedding } from "./kernel.ts";
import { embeddingReference } from "./reference.ts";

describe("embedding reference", () => {
  test("worked numbers: rows 2 and 0 of a table of three, doubled", () => {
    const table = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect([...embeddingReference(Float64Array.of(2, 0), table, 2, 2)]).toEqual([10, 12, 2, 4]);
  });

  test("backward agrees with central differences, repeated and missing ids", () => {
    const error = checkGradient(embedding, {
      inputs: [u32(2, 4), f32(6, 3)],
      values: { 0: Float64Array.of(5, 1, 1, 0, 5, 5, 3, 1) },
      attributes: { scale: 1.5 },
    });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses float ids", () => {
    expect(() => embedding.infer([f32(3), f32(6, 3)], { scale: 1 })).toThrow("integer ids");
  });
});
