import { STREAMS, threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import type { RandomStep } from "../_kernel/threefry.ts";

/** Target of a position that is not scored. */
const NOT_SCORED = -100;

/** A token with its label in one word: the id in the low half, above it the label plus 1, or 0 where none is asked. */
export function labelledWord(token: number, label: number | undefined): number {
  return token + 0x10000 * (label === undefined ? 0 : label + 1);
}

/** Ids and labels [batch, sequenceLength] of one micro-batch, of words that hold both; rows begin at multiples of the length. */
export function labelledBatchReference(
  words: Float64Array,
  batch: number,
  sequenceLength: number,
  step: RandomStep,
): readonly [Float64Array, Float64Array] {
  const ids = new Float64Array(batch * sequenceLength);
  const targets = new Float64Array(batch * sequenceLength);
  for (let row = 0; row < batch; row++) {
    const [word] = threefry2x32(step.seed, STREAMS.data, step.index, step.micro * batch + row);
    const start = uniformBelow(word, words.length / sequenceLength) * sequenceLength;
    for (let t = 0; t < sequenceLength; t++) {
      const label = Math.floor(words[start + t] / 0x10000);
      ids[row * sequenceLength + t] = words[start + t] % 0x10000;
      targets[row * sequenceLength + t] = label === 0 ? NOT_SCORED : label - 1;
    }
  }
  return [ids, targets];
}

/** Ids and targets [batch, sequenceLength] of one micro-batch. */
export function tokenBatchReference(
  tokens: Float64Array,
  batch: number,
  sequenceLength: number,
  step: RandomStep,
): readonly [Float64Array, Float64Array] {
  const ids = new Float64Array(batch * sequenceLength);
  const targets = new Float64Array(batch * sequenceLength);
  for (let row = 0; row < batch; row++) {
    const [word] = threefry2x32(step.seed, STREAMS.data, step.index, step.micro * batch + row);
    const start = uniformBelow(word, tokens.length - sequenceLength);
    ids.set(tokens.subarray(start, start + sequenceLength), row * sequenceLength);
    targets.set(tokens.subarray(start + 1, start + 1 + sequenceLength), row * sequenceLength);
  }
  return [ids, targets];
}
