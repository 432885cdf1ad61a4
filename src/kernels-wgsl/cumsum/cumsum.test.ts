import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { cumsum } from "./kernel.ts";

const FLAGS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

describe("cumsum reference", () => {
  test("forward, exclusive and reverse", () => {
    const sums = FLAGS.map(([isExclusive, isReverse]) => [
      ...cumsum.reference([Float64Array.of(1, 2, 3)], { axis: 0, isExclusive, isReverse }, [f32(3)])[0],
    ]);
    expect(sums).toEqual([
      [1, 3, 6],
      [0, 1, 3],
      [6, 5, 3],
      [5, 3, 0],
    ]);
  });

  test.each(FLAGS)("gradient agrees with central differences, exclusive %s, reverse %s", (isExclusive, isReverse) => {
    const attributes = { axis: 1, isExclusive, isReverse };
    expect(checkGradient(cumsum, { inputs: [f32(2, 5, 3)], attributes }).relative).toBeLessThan(1e-8);
  });

  test("is causal: changing an entry leaves earlier sums as they were", () => {
    const attributes = { axis: 0, isExclusive: false, isReverse: false };
    const sums = (last: number): number[] => [
      ...cumsum.reference([Float64Array.of(1, 2, last)], attributes, [f32(3)])[0].subarray(0, 2),
    ];
    expect(sums(3)).toEqual(sums(100));
  });
});
