import { concatBytes } from "../../lib/bytes.ts";
import { Failure } from "../../lib/failure.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { RowSet } from "./row-set.ts";

const bytesOf = (values: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Of the numbers of all sets, one after the other. */
export function hashOfRows(...sets: readonly RowSet[]): Promise<string> {
  return sha256Hex(concatBytes(sets.flatMap(({ inputs, targets, asked }) => [inputs, targets, asked].map(bytesOf))));
}

/** The first rows that together ask for `targets` values, or all; each is a window, and values stand for no bytes. */
export async function rowSlice(set: RowSet, targets: number): Promise<EvaluationSlice> {
  const { rows, length, asked } = set;
  const counts: number[] = [];
  let total = 0;
  for (let row = 0; row < rows && total < targets; row++) {
    counts.push(asked.subarray(row * length, (row + 1) * length).reduce((sum, one) => sum + one, 0));
    total += counts[row];
  }
  if (total === 0) throw new Failure("No value is asked of the rows held out, so that nothing could be scored.");
  const part = (values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
    values.slice(0, (values.length / rows) * counts.length);
  const used = { inputs: part(set.inputs), targets: part(set.targets), asked: part(asked) };
  return {
    sequenceLength: length,
    windowStarts: Uint32Array.from(counts, (_, row) => row),
    windowTargets: Uint32Array.from(counts),
    targets: total,
    bytes: 0,
    sha256: await hashOfRows({ ...set, ...used, rows: counts.length }),
  };
}
