import { concatBytes } from "../../lib/bytes.ts";
import { sha256Hex } from "../../lib/sha256.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import { sliceOfExamples } from "../images/image-slice.ts";
import type { LoadContext, TextDataset } from "../text-dataset.ts";

/** Images of one size whose every pixel belongs to a segment of a class. */
export interface SceneSet {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Names of the classes, in the order of their numbers; class 0 is the background, of which an image has one segment. */
  readonly classes: readonly string[];
  /** Segments of an image at most, the background's included. */
  readonly segments: number;
  /** [n, H, W, C], one byte per value. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** [n, H, W, 2]: the number of the pixel's segment, then that one's class. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

export interface LoadedScenes {
  readonly train: SceneSet;
  readonly evaluation: SceneSet;
  readonly sha256: string;
  readonly verified: boolean;
  readonly verification: string;
  readonly notes: readonly string[];
}

/** Scenes whose segments are asked. */
export interface SceneDataset extends Omit<TextDataset, "load"> {
  readonly loadScenes: (context: LoadContext) => Promise<LoadedScenes>;
}

/** How many scenes there are. */
export const sceneCount = ({ height, width, labels }: SceneSet): number => labels.length / (2 * height * width);

/** Labels [H, W, 2] of one scene. */
export function labelsOf({ height, width, labels }: SceneSet, scene: number): Uint8Array<ArrayBuffer> {
  const size = 2 * height * width;
  return labels.subarray(scene * size, (scene + 1) * size);
}

/** Pixels [H, W, C] of one scene. */
export function pixelsOf({ height, width, channels, pixels }: SceneSet, scene: number): Uint8Array<ArrayBuffer> {
  const size = height * width * channels;
  return pixels.subarray(scene * size, (scene + 1) * size);
}

/** Of all training pixels, their labels, then those held out. */
export function hashOfScenes(...sets: readonly SceneSet[]): Promise<string> {
  return sha256Hex(concatBytes(sets.flatMap(({ pixels, labels }) => [pixels, labels])));
}

/** At most `targets` scenes, one out of each of as many equal stretches; each is a window with one target. */
export function sceneSlice(set: SceneSet, targets: number): Promise<EvaluationSlice> {
  return sliceOfExamples(sceneCount(set), targets, (scene) => [labelsOf(set, scene), pixelsOf(set, scene)]);
}
