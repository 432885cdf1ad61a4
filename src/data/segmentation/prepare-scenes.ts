import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { SceneExamples } from "../examples.ts";
import { findSceneDataset } from "../index.ts";
import { contextFor } from "../prepare-text.ts";
import type {
  CutSetting,
  DataRequest,
  PreparationOptions,
  PreparedExamples,
  ShownScenes,
  YardstickScore,
} from "../prepared.ts";
import { refuseOtherData, refuseSequenceLength } from "../whole-examples.ts";
import { labelsOf, pixelsOf, sceneCount, sceneSlice, type SceneSet } from "./scene-set.ts";

/** Held-out scenes that a page shows: the first of the slice. */
export const MOST_SCENES = 4;

/** Loads the scenes that an experiment asks for, and cuts what is scored. */
export async function prepareScenes(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  refuseSequenceLength("Scenes are", sequenceLength);
  const dataset = findSceneDataset(request);
  const loaded = await dataset.loadScenes(contextFor(request, options));
  const { train, evaluation } = loaded;
  refuseOtherData(dataset.title, loaded.sha256, request, "scenes");
  const full = await sceneSlice(evaluation, evaluate.tokens);
  const examples: SceneExamples = { asks: "segment", train, evaluation };
  return {
    examples,
    quick: await sceneSlice(evaluation, evaluate.quickTokens),
    full,
    trainBitsPerLoss: 1,
    windows: [],
    scenes: shownOf(evaluation, full),
    report: {
      id: dataset.id,
      title: dataset.title,
      sha256: loaded.sha256,
      bytes: train.pixels.length + train.labels.length + evaluation.pixels.length + evaluation.labels.length,
      verified: loaded.verified,
      verification: loaded.verification,
      notes: [...loaded.notes],
      asks: examples.asks,
      classes: [...train.classes],
      trainTokens: sceneCount(train),
      evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
      yardsticks: [backgroundYardstick(evaluation, full)],
    },
  };
}

/** Who calls everything background: the floor of the mean intersection over union. */
function backgroundYardstick(set: SceneSet, { windowStarts }: EvaluationSlice): YardstickScore {
  const pixels = new Float64Array(set.classes.length);
  windowStarts.forEach((scene) => labelsOf(set, scene).forEach((label, i) => i % 2 === 1 && (pixels[label] += 1)));
  const share = pixels[0] / pixels.reduce((sum, count) => sum + count, 0);
  const occurring = pixels.filter((count) => count > 0).length;
  return { name: "all background", accuracy: share, meanIou: share / occurring };
}

function shownOf(set: SceneSet, { windowStarts }: EvaluationSlice): ShownScenes {
  const { height, width, channels } = set;
  const shown = Array.from(windowStarts.subarray(0, MOST_SCENES), (scene) => ({
    pixels: pixelsOf(set, scene).slice(),
    classes: labelsOf(set, scene).filter((_, i) => i % 2 === 1),
  }));
  return { height, width, channels, shown };
}
