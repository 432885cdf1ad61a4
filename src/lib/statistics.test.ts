import { describe, expect, test } from "vitest";
import {
  exponentialSmoothing,
  interval95HalfWidth,
  mean,
  pairedDifference,
  quantile,
  seedsNeeded,
  standardDeviation,
  standardError,
} from "./statistics.ts";

test("mean, standard deviation, standard error", () => {
  expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
  expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(standardError([1, 3])).toBeCloseTo(1, 12);
  expect(standardDeviation([3])).toBeUndefined();
  expect(standardError([])).toBeUndefined();
  expect(interval95HalfWidth([1, 3])).toBeCloseTo(12.7062, 4);
});

test("quantile interpolates", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([4, 1, 3, 2], 0.9)).toBeCloseTo(3.7, 12);
  expect(quantile([7], 0.1)).toBe(7);
});

describe("pairedDifference", () => {
  test("a hand-computed paired t-test", () => {
    // Differences -1, -2, -3, -2: mean -2, sd sqrt(2/3), t = -4.899, 3 degrees of freedom.
    const result = pairedDifference([1, 2, 3, 4], [2, 4, 6, 6]);
    expect(result.n).toBe(4);
    expect(result.mean).toBe(-2);
    expect(result.standardDeviation).toBeCloseTo(Math.sqrt(2 / 3), 12);
    const half = (3.182446 * Math.sqrt(2 / 3)) / 2;
    expect(result.interval95![0]).toBeCloseTo(-2 - half, 5);
    expect(result.interval95![1]).toBeCloseTo(-2 + half, 5);
    expect(result.p).toBeCloseTo(0.01628, 4);
  });

  test("the interval excludes zero exactly when p is below 0.05", () => {
    for (const shift of [0.5, 1, 1.5, 2, 2.5, 3]) {
      const { interval95, p } = pairedDifference([shift + 1, shift, shift - 1], [0, 0, 0]);
      expect(interval95![0] > 0).toBe(p! < 0.05);
    }
  });

  test("one pair has a difference and nothing else; equal differences have no width", () => {
    expect(pairedDifference([2], [1])).toEqual({ n: 1, mean: 1 });
    expect(pairedDifference([2, 3], [1, 2])).toEqual({ n: 2, mean: 1, standardDeviation: 0, interval95: [1, 1], p: 0 });
    expect(pairedDifference([2, 3], [2, 3]).p).toBe(1);
    expect(() => pairedDifference([1], [1, 2])).toThrow(RangeError);
  });
});

test("seedsNeeded matches the usual power tables", () => {
  // Effect of one deviation: 10 pairs at 80 % power.
  expect(seedsNeeded(1, 1, 0)).toBe(10);
  expect(seedsNeeded(1, 1, 4)).toBe(6);
  expect(seedsNeeded(-1, 1, 40)).toBe(0);
  expect(seedsNeeded(0, 1, 2)).toBeUndefined();
  expect(seedsNeeded(1e-6, 1, 2)).toBeUndefined();
});

test("exponentialSmoothing starts at the first value and keeps gaps", () => {
  expect(exponentialSmoothing([4, 4, 4], 0.9).map((x) => Number(x.toFixed(12)))).toEqual([4, 4, 4]);
  expect(exponentialSmoothing([1, 2], 0.5)[1]).toBeCloseTo((0.25 + 1) / 0.75, 12);
  expect(exponentialSmoothing([1, NaN, 1], 0.6)).toEqual([1, NaN, 1]);
  expect(exponentialSmoothing([3, 5], 0)).toEqual([3, 5]);
});
