import { STREAMS, threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import type { RandomStep } from "../_kernel/threefry.ts";

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
