import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32, i32 } from "../_kernel/operator.ts";
import { gather } from "./kernel.ts";

describe("gather reference", () => {
  test("takes along the last axis; outside it reads zero", () => {
    const [x, index] = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(2, 2, 0, 3, 1, -1)];
    const [y] = gather.reference([x, index], { axis: 1 }, [f32(2, 3), i32(2, 3)]);
    expect([...y]).toEqual([3, 3, 1, 0, 5, 0]);
  });

  test("gradient accumulates over repeated indices", () => {
    const values = { 1: Float64Array.from({ length: 24 }, (_, i) => (i * i) % 5) };
    const error = checkGradient(gather, { inputs: [f32(2, 5, 3), i32(2, 4, 3)], attributes: { axis: 1 }, values });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses an index of another shape", () => {
    expect(() => gather.infer([f32(2, 3), i32(3, 3)], { axis: 1 })).toThrow("every other axis");
  });
});
