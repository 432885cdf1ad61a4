import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { resizeBilinear } from "./kernel.ts";
import { bilinearWeight } from "./reference.ts";

describe("bilinear resizing reference", () => {
  const row = (values: readonly number[], out: number): number[] => [
    ...resizeBilinear.reference([Float64Array.from(values)], { size: [1, out] }, [f32(1, 1, values.length, 1)])[0],
  ];

  test("worked numbers", () => {
    expect(row([4, 8], 4)).toEqual([4, 5, 7, 8]);
    expect(row([1, 3, 5, 9], 2)).toEqual([2, 7]);
    expect(row([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(row([7], 3)).toEqual([7, 7, 7]);
  });

  test.each([
    [3, 7],
    [8, 3],
    [5, 5],
    [1, 4],
  ])("weights of every place sum to one, %i to %i", (from, out) => {
    for (let to = 0; to < out; to++) {
      const sum = Array.from({ length: from }, (_, at) => bilinearWeight(to, at, from, out)).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 14);
    }
  });

  test.each([
    [6, 4],
    [2, 9],
  ])("central differences, 3 x 5 to %i x %i", (height, width) => {
    const error = checkGradient(resizeBilinear, { inputs: [f32(2, 3, 5, 2)], attributes: { size: [height, width] } });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses what is no image", () => {
    expect(() => resizeBilinear.infer([f32(3, 4)], { size: [2, 2] })).toThrow("reads images");
  });
});
