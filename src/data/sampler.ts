import { Failure } from "../lib/failure.ts";
import { formatNumber } from "../lib/format.ts";
import { STREAMS, threefry2x32, uniformBelow } from "../lib/threefry.ts";

/** Positions at which a training sequence of T inputs and T targets can start; refuses text that is too short. */
export function trainingOffsetCount(tokens: number, sequenceLength: number): number {
  const count = tokens - sequenceLength;
  if (count < 1) {
    throw new Failure(
      `The training text has ${formatNumber(tokens)} tokens, and a sequence of ${formatNumber(sequenceLength)} needs one ` +
        "more than its length: shorten the sequence or take more text.",
    );
  }
  return count;
}

/**
 * First token of a training sequence: with replacement, a pure function of (seed, step, row), as the gather kernel
 * computes it too. floor(word * count / 2^32), where word is the first half of Threefry with key (seed, data stream) and
 * counter (step, row). Steps count from 0; rows over the whole accumulated batch of a step.
 */
export function trainingOffset(seed: number, step: number, row: number, count: number): number {
  return uniformBelow(threefry2x32(seed, STREAMS.data, step, row)[0], count);
}
