import { concatBytes } from "../../lib/bytes.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { LoadContext, TextDataset } from "../text-dataset.ts";

/** Series of one length with their classes. */
export interface LabelledSeries {
  readonly steps: number;
  readonly channels: number;
  /** Names of the classes, in the order of their numbers. */
  readonly classes: readonly string[];
  /** [n, steps, channels] */
  readonly values: Float32Array<ArrayBuffer>;
  /** [n] */
  readonly labels: Uint8Array<ArrayBuffer>;
}

export interface LoadedLabelledSeries {
  readonly train: LabelledSeries;
  readonly evaluation: LabelledSeries;
  readonly sha256: string;
  readonly verified: boolean;
  readonly verification: string;
  readonly notes: readonly string[];
}

/** Series whose class is asked. */
export interface LabelledSeriesDataset extends Omit<TextDataset, "load"> {
  readonly loadLabelledSeries: (context: LoadContext) => Promise<LoadedLabelledSeries>;
}

const bytesOf = ({ values, labels }: LabelledSeries): readonly Uint8Array<ArrayBuffer>[] => [
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  labels,
];

/** Of all values and labels of training, then those held out. */
export function hashOfLabelledSeries(...sets: readonly LabelledSeries[]): Promise<string> {
  return sha256Hex(concatBytes(sets.flatMap(bytesOf)));
}

/** At most `targets` series, evenly spread over the set; each is a window with one target, and a class counts as one byte. */
export async function labelledSeriesSlice(set: LabelledSeries, targets: number): Promise<EvaluationSlice> {
  const available = set.labels.length;
  const count = Math.min(targets, available);
  const windowStarts = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * available) / count));
  const size = set.steps * set.channels;
  const chosen = Array.from(windowStarts, (n) => ({
    ...set,
    values: set.values.slice(n * size, (n + 1) * size),
    labels: set.labels.slice(n, n + 1),
  }));
  return {
    sequenceLength: 1,
    windowStarts,
    windowTargets: new Uint32Array(count).fill(1),
    targets: count,
    bytes: count,
    sha256: await hashOfLabelledSeries(...chosen),
  };
}
