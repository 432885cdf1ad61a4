import { concatBytes } from "../../lib/bytes.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { ImageSet } from "../images/image-set.ts";
import type { TextDataset } from "../text-dataset.ts";

/** Patches of a domain whose labels are kept apart. */
export interface UnlabelledSet extends Omit<ImageSet, "labels"> {
  /** What a bound of what could be reached is trained on; nothing else may ask for it. */
  readonly revealLabels: () => ImageSet["labels"];
}

/** The same classes in two domains. */
export interface AdaptationSet {
  /** Labelled, to learn from. */
  readonly source: ImageSet;
  /** To adapt to. */
  readonly target: UnlabelledSet;
  /** Held out of the target domain. */
  readonly evaluation: ImageSet;
}

export interface LoadedAdaptation extends AdaptationSet {
  readonly sha256: string;
  readonly verified: boolean;
  readonly verification: string;
  readonly notes: readonly string[];
}

export interface AdaptationDataset extends Omit<TextDataset, "load"> {
  readonly loadDomains: () => Promise<LoadedAdaptation>;
}

export function withoutLabels({ labels, ...patches }: ImageSet): UnlabelledSet {
  return { ...patches, revealLabels: () => labels };
}

export const patchCount = ({ pixels, height, width, channels }: Omit<ImageSet, "labels">): number =>
  pixels.length / (height * width * channels);

/** Of patches and labels of the source, of the target, and of those held out. */
export function hashOfDomains({ source, target, evaluation }: AdaptationSet): Promise<string> {
  const parts = [source.pixels, source.labels, target.pixels, target.revealLabels()];
  return sha256Hex(concatBytes([...parts, evaluation.pixels, evaluation.labels]));
}
