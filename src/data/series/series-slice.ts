import { Failure } from "../../lib/failure.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { RowRange, SeriesSet } from "./series-set.ts";

/**
 * At most `targets` windows of a part, evenly spread; a window is one target, starts at its first forecast row, and looks back into the
 * rows before it, those of an earlier part too. Values stand for no bytes.
 */
export async function seriesSlice(
  { values, names }: SeriesSet,
  { first, end }: RowRange,
  horizon: number,
  targets: number,
): Promise<EvaluationSlice> {
  const available = end - first - horizon + 1;
  if (available < 1) {
    throw new Failure(
      `The rows held out are ${end - first}, too few for a forecast of ${horizon} steps: choose a longer series or a shorter horizon.`,
    );
  }
  const count = Math.min(targets, available);
  const windowStarts = Uint32Array.from({ length: count }, (_, i) => first + Math.floor((i * available) / count));
  const words = Int32Array.from([horizon, ...windowStarts]);
  const rows = values.slice(first * names.length, end * names.length);
  const bytes = new Uint8Array(words.byteLength + rows.byteLength);
  bytes.set(new Uint8Array(words.buffer));
  bytes.set(new Uint8Array(rows.buffer), words.byteLength);
  const windowTargets = new Uint32Array(count).fill(1);
  return { sequenceLength: 1, windowStarts, windowTargets, targets: count, bytes: 0, sha256: await sha256Hex(bytes) };
}

/** Windows of a slice that people look at, as places in it, evenly spread. */
export function shownWindows({ windowStarts }: Pick<EvaluationSlice, "windowStarts">, most = 4): number[] {
  const count = Math.min(most, windowStarts.length);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * windowStarts.length) / count));
}
