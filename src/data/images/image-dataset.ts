import type { LoadContext, TextDataset } from "../text-dataset.ts";
import type { ImageSet } from "./image-set.ts";

export interface LoadedImages {
  readonly train: ImageSet;
  /** Held out; what evaluations and yardsticks are computed on. */
  readonly evaluation: ImageSet;
  /** Of the training pixels and labels, then those held out. */
  readonly sha256: string;
  /** The images equal published ones, byte for byte. */
  readonly verified: boolean;
  /** "verified" or "not verified: <reason>". */
  readonly verification: string;
  /** Sentences that a reader of results should see. */
  readonly notes: readonly string[];
}

export interface ImageDataset extends Omit<TextDataset, "load"> {
  readonly loadImages: (context: LoadContext) => Promise<LoadedImages>;
}
