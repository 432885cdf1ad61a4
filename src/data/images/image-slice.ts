import { concatBytes } from "../../lib/bytes.ts";
import { Failure } from "../../lib/failure.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import { bytesPerImage, type ImageSet } from "./image-set.ts";

/** What is added to a step from one image to the next, so that a class that returns as often as images are taken is not the only one. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * At most `targets` images, one out of each of as many equal stretches of the set; each is a window with one target, and a class
 * counts as one byte.
 */
export function imageSlice(set: ImageSet, targets: number): Promise<EvaluationSlice> {
  const size = bytesPerImage(set);
  return sliceOfExamples(set.labels.length, targets, (image) => [
    set.labels.subarray(image, image + 1),
    set.pixels.subarray(image * size, (image + 1) * size),
  ]);
}

/** The same of `available` examples whose bytes are given. */
export async function sliceOfExamples(
  available: number,
  targets: number,
  bytesOf: (example: number) => readonly Uint8Array<ArrayBuffer>[],
): Promise<EvaluationSlice> {
  if (available === 0) throw new Failure("No image is held out, so that nothing could be scored: hold out some.");
  const count = Math.min(targets, available);
  const windowStarts = Uint32Array.from({ length: count }, (_, i) =>
    Math.floor(((i + ((i * GOLDEN) % 1)) * available) / count),
  );
  const parts = Array.from(windowStarts, bytesOf);
  return {
    sequenceLength: 1,
    windowStarts,
    windowTargets: new Uint32Array(count).fill(1),
    targets: count,
    bytes: count,
    sha256: await sha256Hex(concatBytes(parts.flat())),
  };
}
