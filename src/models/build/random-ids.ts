import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";

/** Rows of tokens below `vocabulary`, a pure function of the seed: for tests. */
export function randomIds(batch: number, length: number, vocabulary: number, seed = 7): number[][] {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length }, (__, column) => uniformBelow(threefry2x32(seed, 0, row, column)[0], vocabulary)),
  );
}

/** Largest absolute difference of two equally long arrays. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let index = 0; index < a.length; index++) largest = Math.max(largest, Math.abs(a[index] - b[index]));
  return largest;
}
