import { STREAMS, threefry2x32, uniformBelow } from "../../../lib/threefry.ts";
import type { TaskRow } from "../labelled-task.ts";

/** Numbers of a row, and what they are counted modulo: with these 60 % of the labels are 1. */
export const ROW_LENGTH = 5;
export const MODULUS = 16;

/** 1 at each number x_i for which two of the row, equal ones and x_i itself allowed, make x_i + x_j + x_l = 0 modulo `modulus`. */
export function tripleLabels(numbers: readonly number[], modulus: number): number[] {
  return numbers.map((x) => Number(numbers.some((y) => numbers.some((z) => (x + y + z) % modulus === 0))));
}

/** Row `index` of the task: uniform numbers and their labels. */
export function tripleRow(seed: number, index: number): TaskRow {
  const tokens = Array.from({ length: ROW_LENGTH }, (_, i) =>
    uniformBelow(threefry2x32(seed, STREAMS.sampling, index, i)[0], MODULUS),
  );
  return { tokens, labels: tripleLabels(tokens, MODULUS) };
}
