import fc from "fast-check";
import { expect, test } from "vitest";
import { exponentialSmoothing, interval95HalfWidth, pairedDifference } from "./statistics.ts";

// Everything here is computed anew from definitions: the density of t is integrated, the smoothing summed.

/** Gamma(n / 2) for whole n, by its recurrence from Gamma(1/2) and Gamma(1). */
function gammaOfHalf(n: number): number {
  if (n === 1) return Math.sqrt(Math.PI);
  if (n === 2) return 1;
  return (n / 2 - 1) * gammaOfHalf(n - 2);
}

function density(t: number, degrees: number): number {
  const scale = gammaOfHalf(degrees + 1) / (Math.sqrt(degrees * Math.PI) * gammaOfHalf(degrees));
  return scale * (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
}

/** P(-t < T < t) by Simpson's rule, in the variable t = tan(angle), which makes the tails finite. */
function centralProbability(t: number, degrees: number): number {
  const end = Math.atan(t);
  const pieces = 2_000;
  const at = (index: number): number => {
    const angle = (index * end) / pieces;
    return density(Math.tan(angle), degrees) / Math.cos(angle) ** 2;
  };
  let sum = at(0) + at(pieces);
  for (let index = 1; index < pieces; index++) sum += at(index) * (index % 2 === 1 ? 4 : 2);
  return (2 * sum * end) / pieces / 3;
}

const samples = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 12 });

function momentsOf(values: readonly number[]): { centre: number; error: number } {
  const centre = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2 / (values.length - 1), 0);
  return { centre, error: Math.sqrt(variance / values.length) };
}

test("the 95 % interval holds 95 % of the distribution of t", () => {
  fc.assert(
    fc.property(samples, (values) => {
      const { error } = momentsOf(values);
      fc.pre(error > 1e-6);
      const half = interval95HalfWidth(values)!;
      expect(centralProbability(half / error, values.length - 1)).toBeCloseTo(0.95, 8);
    }),
    { numRuns: 40, seed: 1 },
  );
});

test("the paired test's mean, interval and p are those of the differences", () => {
  fc.assert(
    fc.property(samples, fc.nat(), (values, seed) => {
      const others = values.map((value, index) => value * 0.5 + Math.sin(seed + index));
      const { centre, error } = momentsOf(values.map((value, index) => value - others[index]));
      fc.pre(error > 1e-6 && Math.abs(centre / error) < 30);
      const { mean, interval95, p, n } = pairedDifference(values, others);
      expect(n).toBe(values.length);
      expect(mean).toBeCloseTo(centre, 10);
      expect((interval95![0] + interval95![1]) / 2).toBeCloseTo(centre, 10);
      expect(centralProbability((interval95![1] - centre) / error, n - 1)).toBeCloseTo(0.95, 8);
      expect(p).toBeCloseTo(1 - centralProbability(Math.abs(centre) / error, n - 1), 8);
    }),
    { numRuns: 40, seed: 2 },
  );
});

test("bias-corrected smoothing is the weighted mean of everything so far", () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 0.98, noNaN: true }), (values, weight) => {
      const smooth = exponentialSmoothing(values, weight);
      for (const place of values.keys()) {
        const weights = values.slice(0, place + 1).map((_, index) => weight ** (place - index));
        const total = weights.reduce((sum, each) => sum + each, 0);
        const expected = weights.reduce((sum, each, index) => sum + (each / total) * values[index], 0);
        expect(smooth[place]).toBeCloseTo(expected, 9);
      }
    }),
    { numRuns: 100, seed: 3 },
  );
});
