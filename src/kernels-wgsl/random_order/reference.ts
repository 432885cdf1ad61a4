import { STREAMS, threefry2x32 } from "../../lib/threefry.ts";
import type { RandomStep } from "../_kernel/threefry.ts";
import { reverseBits } from "../dropout/reference.ts";

/** A permutation of `size` places and its inverse: places sorted by a random word each, equal words by place. */
export function randomOrderReference(
  size: number,
  site: number,
  step: RandomStep,
): { readonly order: Float64Array; readonly inverse: Float64Array } {
  const counter = (step.index * step.microSteps + step.micro) ^ reverseBits(site);
  const words = Array.from({ length: size }, (_, place) => threefry2x32(step.seed, STREAMS.dropout, counter, place)[0]);
  const places = [...words.keys()].sort((a, b) => words[a] - words[b] || a - b);
  const inverse = new Float64Array(size);
  places.forEach((place, slot) => (inverse[place] = slot));
  return { order: Float64Array.from(places), inverse };
}
