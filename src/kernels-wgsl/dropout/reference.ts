import { STREAMS, threefry2x32 } from "../../lib/threefry.ts";
import type { RandomStep } from "../_kernel/threefry.ts";

/** Words below this are dropped. */
export const dropThreshold = (rate: number): number => Math.round(rate * 2 ** 32);

export function reverseBits(word: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) reversed = (reversed << 1) | ((word >>> bit) & 1);
  return reversed >>> 0;
}

/** x with dropped elements zeroed and the others divided by 1 - rate; also dx from dy. */
export function dropoutReference(x: Float64Array, rate: number, layer: number, step: RandomStep): Float64Array {
  const counter = (step.index * step.microSteps + step.micro) ^ reverseBits(layer);
  const threshold = dropThreshold(rate);
  return x.map((value, element) =>
    threefry2x32(step.seed, STREAMS.dropout, counter, element)[0] >= threshold ? value / (1 - rate) : 0,
  );
}
