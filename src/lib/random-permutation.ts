import { STREAMS, threefry2x32, uniformBelow } from "./threefry.ts";

/**
 * The order of `count` items in one epoch: Fisher-Yates with counter (epoch, position) of the data stream, so that the
 * order of any epoch is known without having drawn the earlier ones.
 */
export function epochPermutation(seed: number, epoch: number, count: number): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let position = count - 1; position > 0; position--) {
    const [word] = threefry2x32(seed, STREAMS.data, epoch, position);
    const other = uniformBelow(word, position + 1);
    const kept = order[position];
    order[position] = order[other]!;
    order[other] = kept;
  }
  return order;
}
