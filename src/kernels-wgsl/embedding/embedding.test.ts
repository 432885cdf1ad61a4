import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { embedding, embeddingBackward } from "./kernel.ts";
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

describe("embedding counters", () => {
  test("a look-up reads a row per token; the gradient adds every position once", () => {
    const [inputs, attributes] = [[u32(7), f32(7, 4)], { scale: 1 }];
    const [forward] = lowerChecked(embedding, inputs, attributes);
    expect(forward.counters).toMatchObject({ multiplies: 28, adds: 0, bytesTouched: 4 * (7 + 2 * 28) });
    const [backward] = lowerChecked(embeddingBackward, [f32(7, 4), u32(7), u32(10)], attributes);
    expect(backward.counters).toMatchObject({ multiplies: 36, adds: 28, bytesTouched: 4 * (28 + 7 + 18 + 36) });
  });
});
