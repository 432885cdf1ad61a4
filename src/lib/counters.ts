/**
 * What one launch (or one step, or one token) costs, counted exactly from its shapes: the common base of every cost and
 * energy number in the product. Float64 throughout, since int32 would overflow.
 */
export interface Counters {
  /** Single-precision multiplications. One multiply-accumulate is one of these and one addition. */
  readonly multiplies: number;
  /** Single-precision additions, subtractions and comparisons. */
  readonly adds: number;
  /** Special functions: exp, log, tanh, square roots, divisions, sines. */
  readonly specials: number;
  /** Bytes of global memory read if each operand were read once. */
  readonly bytesRead: number;
  /** Bytes of global memory written if each result were written once. */
  readonly bytesWritten: number;
  /** Bytes of global memory loaded and stored by the kernel as coded, re-reads included. */
  readonly bytesTouched: number;
  /** Bytes loaded from and stored to workgroup memory. */
  readonly workgroupBytes: number;
  /** Dispatches. */
  readonly launches: number;
}

export const NO_COST: Counters = {
  multiplies: 0,
  adds: 0,
  specials: 0,
  bytesRead: 0,
  bytesWritten: 0,
  bytesTouched: 0,
  workgroupBytes: 0,
  launches: 0,
};

const FIELDS = Object.keys(NO_COST) as (keyof Counters)[];

/** Sum of any number of counters. */
export function addCounters(...all: readonly Counters[]): Counters {
  const sum: Record<keyof Counters, number> = { ...NO_COST };
  for (const one of all) for (const field of FIELDS) sum[field] += one[field];
  return sum;
}

/** Every field times `factor`: per token from per step, or the reverse. */
export function scaleCounters(counters: Counters, factor: number): Counters {
  const scaled: Record<keyof Counters, number> = { ...NO_COST };
  for (const field of FIELDS) scaled[field] = counters[field] * factor;
  return scaled;
}

/** Floating-point operations: multiplications and additions; special functions are kept apart (specs/energy-model). */
export function flopsOf(counters: Counters): number {
  return counters.multiplies + counters.adds;
}
