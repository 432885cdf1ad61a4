import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { slice } from "./kernel.ts";
import { mergeSlices } from "./merge.ts";

describe("slice reference", () => {
  test("takes every second column of the last rows", () => {
    const x = Float64Array.from({ length: 12 }, (_, i) => i);
    const attributes = { start: [1, 0], stop: [3, 4], step: [1, 2] };
    expect([...slice.reference([x], attributes, [f32(3, 4)])[0]]).toEqual([4, 6, 8, 10]);
  });

  test("gradient agrees with central differences", () => {
    const attributes = { start: [0, 1, 2], stop: [2, 5, 7], step: [1, 3, 2] };
    expect(checkGradient(slice, { inputs: [f32(2, 5, 7)], attributes }).relative).toBeLessThan(1e-8);
  });

  test("names the axis that is cut wrongly", () => {
    expect(() => slice.infer([f32(2, 3)], { start: [0, 1], stop: [2, 4], step: [1, 1] })).toThrow("axis 1");
  });

  test("axes taken whole are merged", () => {
    const whole = { start: 0, step: 1 };
    const cut = [
      { ...whole, count: 2 },
      { start: 1, step: 1, count: 2 },
      { ...whole, count: 4 },
    ];
    expect(mergeSlices([2, 5, 4], cut)).toEqual([
      { extent: 2, start: 0, step: 1, count: 2 },
      { extent: 20, start: 4, step: 1, count: 8 },
    ]);
  });
});
