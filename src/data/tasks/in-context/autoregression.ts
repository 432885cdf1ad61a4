import { Draws } from "./draws.ts";
import type { InContextRow } from "./in-context-task.ts";
import { dot } from "./references.ts";

/** Steps before a row begins, so that its start no longer matters. */
const BURN_IN = 100;
/** Partial autocorrelations stay below this, so that no series remembers its start for long. */
const LARGEST_PARTIAL = 0.95;

/** Coefficients a_1 ... a_q of a stationary process from its partial autocorrelations (Durbin and Levinson). */
export function coefficientsOf(partials: readonly number[]): number[] {
  return partials.reduce<number[]>(
    (shorter, partial) => [...shorter.map((a, i) => a - partial * shorter[shorter.length - 1 - i]), partial],
    [],
  );
}

/** x_t = a_1 x_(t-1) + ... + a_q x_(t-q) + e_t, stationary with the variance 1, `length` values; each is asked from the one before. */
export function autoregressiveRow(seed: number, index: number, order: number, length: number): InContextRow {
  const draws = new Draws(seed, index);
  const partials = Array.from({ length: order }, () => LARGEST_PARTIAL * (2 * draws.uniform() - 1));
  const coefficients = coefficientsOf(partials);
  const deviation = Math.sqrt(partials.reduce((product, partial) => product * (1 - partial ** 2), 1));
  const series = new Array<number>(order).fill(0);
  while (series.length < order + BURN_IN + length + 1) {
    const newestFirst = series.slice(-order).toReversed();
    series.push(dot(coefficients, newestFirst) + deviation * draws.normal());
  }
  const own = series.slice(-(length + 1));
  // The first value that `order` others stand before is the first one asked.
  const asked = Array.from({ length: length + 1 - order }, (_, i) => order + i);
  return {
    tokens: own.slice(0, length).map((value) => [value]),
    points: asked.map((at) => own.slice(at - order, at).toReversed()),
    values: asked.map((at) => own[at]),
  };
}
