import type { EvaluationSlice } from "./evaluation/slice.ts";
import type { TokenStream } from "./tokenizers/tokenizer.ts";

/** A stretch of held-out text to score: bytes begin..end-1, with bytes from `contextBegin` on as context. */
export interface ByteSpan {
  readonly contextBegin: number;
  readonly begin: number;
  readonly end: number;
}

export interface Yardstick {
  /** Such as "one byte of context". */
  readonly name: string;
  readonly contextBytes: number;
  readonly bitsPerByte: number;
}

const NAMES = ["no context", "one byte of context", "two bytes of context", "three bytes of context"];
export const LONGEST_CONTEXT = NAMES.length - 1;
const BYTES = 256;

/** Counts of what follows each context that the evaluation text contains. */
interface ContextCounts {
  /** Row of a context plus one, or 0 where the evaluation never needs it. */
  readonly rowOf: Uint32Array;
  /** [rows, 256] occurrences of each next byte. */
  readonly following: Uint32Array;
  readonly totals: Uint32Array;
  readonly distinct: Uint32Array;
}

/** Calls `visit` with the number that the `contextBytes` bytes before each position spell. */
function eachContext(
  text: Uint8Array,
  contextBytes: number,
  { contextBegin, begin, end }: ByteSpan,
  visit: (context: number, position: number) => void,
): void {
  const modulus = BYTES ** contextBytes;
  let context = 0;
  const first = Math.max(begin, contextBegin + contextBytes);
  for (let i = first - contextBytes; i < first; i++) context = context * BYTES + text[i];
  for (let i = first; i < end; i++) {
    visit(context, i);
    context = (context * BYTES + text[i]) % modulus;
  }
}

function countFollowing(
  training: Uint8Array,
  evaluation: Uint8Array,
  spans: readonly ByteSpan[],
  contextBytes: number,
): ContextCounts {
  const rowOf = new Uint32Array(BYTES ** contextBytes);
  let rows = 0;
  for (const span of spans) {
    eachContext(evaluation, contextBytes, span, (context) => {
      if (rowOf[context] === 0) rowOf[context] = ++rows;
    });
  }
  const following = new Uint32Array(rows * BYTES);
  const totals = new Uint32Array(rows);
  const distinct = new Uint32Array(rows);
  eachContext(training, contextBytes, { contextBegin: 0, begin: 0, end: training.length }, (context, position) => {
    const row = rowOf[context] - 1;
    if (row < 0) return;
    if (following[row * BYTES + training[position]]++ === 0) distinct[row]++;
    totals[row]++;
  });
  return { rowOf, following, totals, distinct };
}

/**
 * Bits per byte of byte n-gram models with 0 to `longestContext` bytes of context, fitted to the training text and
 * scored on the spans. Witten-Bell interpolation down to the uniform distribution: with N occurrences of a context and
 * D distinct bytes after it, P = (count + D * P_shorter) / (N + D).
 */
export function ngramYardsticks(
  training: Uint8Array,
  evaluation: Uint8Array,
  spans: readonly ByteSpan[],
  longestContext = 2,
): Yardstick[] {
  const orders = Array.from(
    { length: Math.min(longestContext, LONGEST_CONTEXT) + 1 },
    (_, contextBytes) => contextBytes,
  );
  const offsets: number[] = [];
  let scored = 0;
  for (const { begin, end } of spans) {
    offsets.push(scored - begin);
    scored += end - begin;
  }
  // The estimate of the next shorter context for every scored byte; where a span is too young for a context, it stays.
  const probability = new Float64Array(scored).fill(1 / BYTES);
  return orders.map((contextBytes) => {
    const counts = countFollowing(training, evaluation, spans, contextBytes);
    spans.forEach((span, index) => {
      eachContext(evaluation, contextBytes, span, (context, position) => {
        const row = counts.rowOf[context] - 1;
        const total = counts.totals[row];
        if (total === 0) return;
        const at = offsets[index] + position;
        const distinct = counts.distinct[row];
        const count = counts.following[row * BYTES + evaluation[position]];
        probability[at] = (count + distinct * probability[at]) / (total + distinct);
      });
    });
    const bits = probability.reduce((sum, p) => sum - Math.log2(p), 0);
    return { name: NAMES[contextBytes], contextBytes, bitsPerByte: bits / scored };
  });
}

/** The whole text after its first byte. */
export function wholeSpan(bytes: Uint8Array): ByteSpan[] {
  return [{ contextBegin: 0, begin: Math.min(1, bytes.length), end: bytes.length }];
}

/** The bytes of an evaluation slice's targets: like the model, a yardstick sees no context from before its window. */
export function spansOfSlice(stream: TokenStream, slice: EvaluationSlice): ByteSpan[] {
  let token = 0;
  let byte = 0;
  const byteOf = (position: number): number => {
    while (token < position) byte += stream.byteLengths[token++];
    return byte;
  };
  return Array.from(slice.windowStarts, (start, window) => ({
    contextBegin: byteOf(start),
    begin: byteOf(start + 1),
    end: byteAfter(stream, byteOf(start + 1), start + 1, slice.windowTargets[window]),
  }));
}

function byteAfter(stream: TokenStream, begin: number, firstToken: number, tokens: number): number {
  let end = begin;
  for (let i = 0; i < tokens; i++) end += stream.byteLengths[firstToken + i];
  return end;
}
