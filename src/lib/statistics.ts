import { studentTCdf, studentTQuantile } from "./student-t.ts";

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation (divides by n - 1); undefined for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Standard error of the mean; undefined for fewer than two values. */
export function standardError(values: readonly number[]): number | undefined {
  const deviation = standardDeviation(values);
  return deviation === undefined ? undefined : deviation / Math.sqrt(values.length);
}

/** The value below which a share `q` of the sample lies, by linear interpolation between order statistics. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

export interface PairedDifference {
  /** Number of pairs (seeds). */
  readonly n: number;
  /** Mean of a[i] - b[i]. */
  readonly mean: number;
  /** Sample standard deviation of the differences; absent for one pair. */
  readonly standardDeviation?: number;
  /** 95 % confidence interval of the mean difference (Student t, n - 1 degrees of freedom); absent for one pair. */
  readonly interval95?: readonly [number, number];
  /** Two-sided p-value of "no difference"; absent for one pair. */
  readonly p?: number;
}

/** Paired t-test of a - b, pair by pair (same seed, same data order). One pair has a difference but no interval. */
export function pairedDifference(a: readonly number[], b: readonly number[]): PairedDifference {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(`pairedDifference needs two equal, non-empty lists, not ${a.length} and ${b.length} values.`);
  }
  const differences = a.map((value, index) => value - b[index]);
  const centre = mean(differences);
  const n = differences.length;
  const deviation = standardDeviation(differences);
  if (deviation === undefined) return { n, mean: centre };
  const error = deviation / Math.sqrt(n);
  if (error === 0) {
    return { n, mean: centre, standardDeviation: 0, interval95: [centre, centre], p: centre === 0 ? 1 : 0 };
  }
  const half = studentTQuantile(0.975, n - 1) * error;
  const p = 2 * studentTCdf(-Math.abs(centre / error), n - 1);
  return { n, mean: centre, standardDeviation: deviation, interval95: [centre - half, centre + half], p };
}

/** Half width of the 95 % confidence interval of a mean; undefined for fewer than two values. */
export function interval95HalfWidth(values: readonly number[]): number | undefined {
  const error = standardError(values);
  return error === undefined ? undefined : studentTQuantile(0.975, values.length - 1) * error;
}

const MOST_SEEDS_WORTH_NAMING = 1000;

/**
 * How many seeds beyond `seedsSoFar` a paired test at 95 % confidence and 80 % power would need to tell a true
 * difference of this size, given the standard deviation of the paired differences. Undefined when no sensible number
 * would do.
 */
export function seedsNeeded(difference: number, deviation: number, seedsSoFar: number): number | undefined {
  if (!(Math.abs(difference) > 0) || !Number.isFinite(deviation)) return undefined;
  for (let n = 2; n <= MOST_SEEDS_WORTH_NAMING; n++) {
    const detectable = ((studentTQuantile(0.975, n - 1) + studentTQuantile(0.8, n - 1)) * deviation) / Math.sqrt(n);
    if (detectable <= Math.abs(difference)) return Math.max(0, n - seedsSoFar);
  }
  return undefined;
}

/**
 * Exponential smoothing with bias correction: the first value is itself, not a share of it. `weight` in [0, 1) is how
 * much of the past is kept; gaps (NaN) stay gaps and do not move the average.
 */
export function exponentialSmoothing(values: readonly number[], weight: number): number[] {
  let average = 0;
  let correction = 0;
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    average = weight * average + (1 - weight) * value;
    correction = weight * correction + (1 - weight);
    return average / correction;
  });
}
