import { Failure } from "../../lib/failure.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { TokenStream } from "../tokenizers/tokenizer.ts";

/** Targets of the quick and of the full evaluation, unless an experiment says otherwise. */
export const QUICK_TARGETS = 8_192;
export const FULL_TARGETS = 50_000;

/**
 * What an evaluation scores: windows that do not overlap and carry no context. A window of a labelled task is a row, scored at its own
 * tokens wherever something is asked; else window w reads tokens start..start+T-1
 * and is scored on start+1..start+T, so that over a whole split every token after the first is scored once.
 */
export interface EvaluationSlice {
  /** T. */
  readonly sequenceLength: number;
  /** First token that each window reads. */
  readonly windowStarts: Uint32Array<ArrayBuffer>;
  /** Targets scored in each window: T, or fewer in the last one. */
  readonly windowTargets: Uint32Array<ArrayBuffer>;
  readonly targets: number;
  /** Bytes that the targets stand for. */
  readonly bytes: number;
  /** Of the sequence length and, window by window, all tokens read or scored. */
  readonly sha256: string;
}

function requireTargets(stream: TokenStream): number {
  const targets = stream.tokens.length - 1;
  if (targets < 1) {
    throw new Failure(
      `The held-out text has ${stream.tokens.length} tokens, and 2 are needed to predict one from another: hold out more text.`,
    );
  }
  return targets;
}

/** The first `targets` targets of the split, or all of them. */
export function quickSlice(
  stream: TokenStream,
  sequenceLength: number,
  targets = QUICK_TARGETS,
): Promise<EvaluationSlice> {
  if (stream.labels !== undefined) return labelledSlice(stream, stream.labels, targets);
  const scored = Math.min(requireTargets(stream), targets);
  const starts = Array.from({ length: Math.ceil(scored / sequenceLength) }, (_, window) => window * sequenceLength);
  return sliceOf(stream, sequenceLength, starts, scored);
}

/**
 * At least `targets` targets: every k-th window of the split, k as large as that allows, so that the whole of it is
 * represented and not only its first documents. A split with no more is scored entirely.
 */
export function fullSlice(
  stream: TokenStream,
  sequenceLength: number,
  targets = FULL_TARGETS,
): Promise<EvaluationSlice> {
  if (stream.labels !== undefined) return labelledSlice(stream, stream.labels, targets);
  const available = requireTargets(stream);
  const wholeWindows = Math.floor(available / sequenceLength);
  const every = Math.floor(wholeWindows / Math.ceil(targets / sequenceLength));
  if (available <= targets || every < 2) return quickSlice(stream, sequenceLength, available);
  const windows = Math.ceil(wholeWindows / every);
  const starts = Array.from({ length: windows }, (_, window) => window * every * sequenceLength);
  return sliceOf(stream, sequenceLength, starts, windows * sequenceLength);
}

/** The first rows that together ask for `targets` labels, or all; a label counts as one byte. */
async function labelledSlice(
  stream: TokenStream,
  { rowLength, values }: NonNullable<TokenStream["labels"]>,
  targets: number,
): Promise<EvaluationSlice> {
  const asked: number[] = [];
  let total = 0;
  for (let start = 0; start < values.length && total < targets; start += rowLength) {
    const count = values.subarray(start, start + rowLength).reduce((sum, label) => sum + Number(label >= 0), 0);
    asked.push(count);
    total += count;
  }
  const windowStarts = Uint32Array.from(asked, (_, row) => row * rowLength);
  const used = asked.length * rowLength;
  const words = Int32Array.from([rowLength, ...stream.tokens.subarray(0, used), ...values.subarray(0, used)]);
  const sha256 = await sha256Hex(new Uint8Array(words.buffer));
  const windowTargets = Uint32Array.from(asked);
  return { sequenceLength: rowLength, windowStarts, windowTargets, targets: total, bytes: total, sha256 };
}

async function sliceOf(
  stream: TokenStream,
  sequenceLength: number,
  starts: readonly number[],
  targets: number,
): Promise<EvaluationSlice> {
  const windowStarts = Uint32Array.from(starts);
  const windowTargets = Uint32Array.from(starts, (_, window) =>
    Math.min(sequenceLength, targets - window * sequenceLength),
  );
  let bytes = 0;
  windowStarts.forEach((start, window) => {
    for (let i = 1; i <= windowTargets[window]; i++) bytes += stream.byteLengths[start + i];
  });
  const sha256 = await hashOf(stream, sequenceLength, windowStarts, windowTargets);
  return { sequenceLength, windowStarts, windowTargets, targets, bytes, sha256 };
}

/** Little-endian u32: T, then per window its number of targets and its tokens. */
async function hashOf(
  { tokens }: TokenStream,
  sequenceLength: number,
  windowStarts: Uint32Array,
  windowTargets: Uint32Array,
): Promise<string> {
  const words = 1 + windowTargets.reduce((sum, targets) => sum + targets + 2, 0);
  const view = new DataView(new ArrayBuffer(4 * words));
  let position = 0;
  const write = (word: number): void => {
    view.setUint32(position, word, true);
    position += 4;
  };
  write(sequenceLength);
  windowStarts.forEach((start, window) => {
    write(windowTargets[window]);
    for (let i = 0; i <= windowTargets[window]; i++) write(tokens[start + i]);
  });
  return sha256Hex(new Uint8Array(view.buffer));
}

/** Targets that are not scored. */
export const IGNORE_INDEX = -100;

export interface EvaluationBatch {
  /** Number of the first window in the batch. */
  readonly firstWindow: number;
  /** Windows in it; the remaining rows are padding and ignored. */
  readonly windows: number;
  /** [B,T] token ids. */
  readonly inputs: Uint32Array<ArrayBuffer>;
  /** [B,T] token ids, or IGNORE_INDEX. */
  readonly targets: Int32Array<ArrayBuffer>;
}

/** The slice in batches of `rows` windows, the last one padded with ignored rows. */
export function* evaluationBatches(
  stream: TokenStream,
  slice: EvaluationSlice,
  rows: number,
): Generator<EvaluationBatch> {
  const T = slice.sequenceLength;
  for (let firstWindow = 0; firstWindow < slice.windowStarts.length; firstWindow += rows) {
    const windows = Math.min(rows, slice.windowStarts.length - firstWindow);
    const inputs = new Uint32Array(rows * T);
    const targets = new Int32Array(rows * T).fill(IGNORE_INDEX);
    for (let row = 0; row < windows; row++) {
      const start = slice.windowStarts[firstWindow + row];
      if (stream.labels !== undefined) {
        inputs.set(stream.tokens.subarray(start, start + T), row * T);
        const labels = stream.labels.values.subarray(start, start + T);
        labels.forEach((label, t) => (targets[row * T + t] = label < 0 ? IGNORE_INDEX : label));
        continue;
      }
      const count = slice.windowTargets[firstWindow + row];
      inputs.set(stream.tokens.subarray(start, start + count), row * T);
      targets.set(stream.tokens.subarray(start + 1, start + 1 + count), row * T);
    }
    yield { firstWindow, windows, inputs, targets };
  }
}
