import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { Augmentation, ImageExamples } from "../examples.ts";
import { findImageDataset } from "../index.ts";
import { contextFor } from "../prepare-text.ts";
import type {
  CutSetting,
  DataRequest,
  Pictures,
  PreparationOptions,
  PreparedExamples,
  YardstickScore,
} from "../prepared.ts";
import type { LoadContext } from "../text-dataset.ts";
import { refuseOtherData, refuseSequenceLength } from "../whole-examples.ts";
import { bytesPerImage, type ImageSet } from "./image-set.ts";
import { imageSlice } from "./image-slice.ts";
import { softmaxRegression, type RegressionScore } from "./softmax-regression.ts";

const UNCHANGED: Augmentation = { flip: false, shift: 0 };
/** Held-out images that a page shows. */
const MOST_PICTURES = 40;

/** Loads the images that an experiment asks for, and cuts what is scored. */
export async function prepareImages(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  refuseSequenceLength("Images are", sequenceLength);
  const dataset = findImageDataset(request);
  const context = contextFor(request, options);
  const loaded = await dataset.loadImages(context);
  const { train, evaluation } = loaded;
  refuseOtherData(dataset.title, loaded.sha256, request, "images");
  const full = await imageSlice(evaluation, evaluate.tokens);
  const yardsticks = await pixelYardstick(loaded, context, options);
  const examples: ImageExamples = { asks: "classify-image", train, evaluation, augment: request.augment ?? UNCHANGED };
  return {
    examples,
    quick: await imageSlice(evaluation, evaluate.quickTokens),
    full,
    trainBitsPerLoss: 1,
    windows: [],
    pictures: picturesOf(evaluation, full),
    report: {
      id: dataset.id,
      title: dataset.title,
      sha256: loaded.sha256,
      bytes: train.pixels.length + evaluation.pixels.length,
      verified: loaded.verified,
      verification: loaded.verification,
      notes: [...loaded.notes],
      asks: examples.asks,
      classes: [...train.classes],
      trainTokens: train.labels.length,
      truth: Array.from(full.windowStarts, (image) => evaluation.labels[image]),
      evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
      yardsticks,
    },
  };
}

/** What one linear map of the pixels reaches on all held-out images; remembered by the images' hash. */
async function pixelYardstick(
  { train, evaluation, sha256 }: { readonly train: ImageSet; readonly evaluation: ImageSet; readonly sha256: string },
  { cache }: Pick<LoadContext, "cache">,
  { onYardsticks }: PreparationOptions,
): Promise<YardstickScore[]> {
  onYardsticks(0, 1);
  const address = `softmax regression of ${sha256}`;
  const known = await cache.get(address);
  const score =
    known === undefined
      ? softmaxRegression(train, evaluation)
      : (JSON.parse(new TextDecoder().decode(known)) as RegressionScore);
  if (known === undefined) await cache.put(address, new TextEncoder().encode(JSON.stringify(score)));
  onYardsticks(1, 1);
  return [{ name: "one linear map", accuracy: score.accuracy, loss: score.loss }];
}

function picturesOf(set: ImageSet, { windowStarts }: EvaluationSlice): Pictures {
  const size = bytesPerImage(set);
  const chosen = windowStarts.subarray(0, MOST_PICTURES);
  const pixels = new Uint8Array(chosen.length * size);
  chosen.forEach((image, place) => pixels.set(set.pixels.subarray(image * size, (image + 1) * size), place * size));
  const { height, width, channels } = set;
  return { height, width, channels, pixels, labels: Array.from(chosen, (image) => set.labels[image]) };
}
