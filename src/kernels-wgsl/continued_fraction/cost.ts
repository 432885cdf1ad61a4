import type { RowCost } from "../elementwise/row.ts";

/** One fraction of `depth` denominators: two comparisons each for the limit, continuants, the guard, one division. */
export function fractionCost(depth: number): RowCost {
  return { multiplies: depth - 1, adds: 2 * depth + (depth - 1) + 2, specials: 1 };
}

/** All its derivatives: continuants again, one division, a ratio and its square for each denominator. */
export function slopeCost(depth: number, isExact: boolean): RowCost {
  const exact = isExact ? { multiplies: 2 * (depth - 1), adds: depth } : { multiplies: 0, adds: 0 };
  return {
    multiplies: depth - 1 + 2 * depth + exact.multiplies,
    adds: 2 * depth + (depth - 1) + 2 + exact.adds,
    specials: 1,
  };
}
