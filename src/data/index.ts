import { Failure } from "../lib/failure.ts";
import type { AdaptationDataset } from "./adaptation/adaptation-set.ts";
import { cifar10 } from "./cifar-10/dataset.ts";
import { droppedImages, isImageFile } from "./dropped-images/dataset.ts";
import { droppedText } from "./dropped/dataset.ts";
import { hyperspectralPair } from "./hyperspectral-pair/dataset.ts";
import type { ImageDataset } from "./images/image-dataset.ts";
import type { RowDataset } from "./rows/row-dataset.ts";
import { scenes64 } from "./scenes-64/dataset.ts";
import type { SceneDataset } from "./segmentation/scene-set.ts";
import { shapes32 } from "./shapes-32/dataset.ts";
import { stateOfTheUnion } from "./state-of-the-union/dataset.ts";
import { correlatedSeriesDataset } from "./correlated-series/dataset.ts";
import { droppedSeries, isSeriesFile } from "./dropped-series/dataset.ts";
import type { LabelledSeriesDataset } from "./series/labelled-series.ts";
import type { SeriesDataset } from "./series/series-dataset.ts";
import { byteText } from "./tasks/byte-text/dataset.ts";
import { copying } from "./tasks/copying/dataset.ts";
import { listOps } from "./tasks/listops/dataset.ts";
import { keyword } from "./tasks/keyword/dataset.ts";
import { orderTwoSource } from "./tasks/order-2-source/dataset.ts";
import { path64 } from "./tasks/path-64/dataset.ts";
import { pathX } from "./tasks/path-x/dataset.ts";
import { pathfinderHard } from "./tasks/pathfinder-hard/dataset.ts";
import { pathfinder } from "./tasks/pathfinder/dataset.ts";
import { regressionAutoregressive } from "./tasks/regression-autoregressive/dataset.ts";
import { regressionLinear } from "./tasks/regression-linear/dataset.ts";
import { regressionRelu } from "./tasks/regression-relu/dataset.ts";
import { regressionRepresentation } from "./tasks/regression-representation/dataset.ts";
import { regressionSparse } from "./tasks/regression-sparse/dataset.ts";
import { selectiveCopy } from "./tasks/selective-copy/dataset.ts";
import { shapesSequence256 } from "./tasks/shapes-sequence-256/dataset.ts";
import { shapesSequence } from "./tasks/shapes-sequence/dataset.ts";
import { speechPairs } from "./tasks/speech-pairs/dataset.ts";
import { tripleMatch } from "./tasks/triple-match/dataset.ts";
import type { TextDataset } from "./text-dataset.ts";
import { wikitext2Raw } from "./wikitext-2-raw/dataset.ts";
import { wikitext2Words } from "./wikitext-2-words/dataset.ts";

/** Every text dataset, in the order of the picker. Adding one is its folder and its line here. */
export const TEXT_DATASETS: readonly TextDataset[] = [
  stateOfTheUnion,
  wikitext2Raw,
  wikitext2Words,
  droppedText,
  orderTwoSource,
  copying,
  tripleMatch,
  selectiveCopy,
  listOps,
  byteText,
  speechPairs,
  shapesSequence256,
  shapesSequence,
  pathfinder,
  pathfinderHard,
  path64,
  pathX,
];

/** Every dataset of images, likewise. */
export const IMAGE_DATASETS: readonly ImageDataset[] = [shapes32, cifar10, droppedImages];

/** Every dataset of rows of numbers, likewise. */
export const ROW_DATASETS: readonly RowDataset[] = [
  regressionLinear,
  regressionSparse,
  regressionRelu,
  regressionRepresentation,
  regressionAutoregressive,
];

/** Every dataset of series, likewise. */
export const SERIES_DATASETS: readonly SeriesDataset[] = [correlatedSeriesDataset, droppedSeries];

/** Every dataset of two domains, likewise. */
export const ADAPTATION_DATASETS: readonly AdaptationDataset[] = [hyperspectralPair];

/** Every dataset of labelled series, likewise. */
export const LABELLED_SERIES_DATASETS: readonly LabelledSeriesDataset[] = [keyword];

/** Every dataset of scenes, likewise. */
export const SCENE_DATASETS: readonly SceneDataset[] = [scenes64];

/** What of an experiment's data names a dataset. */
interface Named {
  readonly id?: string | undefined;
  readonly file?: string | undefined;
}

const unknownDataset = (id: string): Failure => {
  const known = [
    ...TEXT_DATASETS,
    ...IMAGE_DATASETS,
    ...ROW_DATASETS,
    ...SERIES_DATASETS,
    ...LABELLED_SERIES_DATASETS,
    ...SCENE_DATASETS,
  ]
    .map((candidate) => candidate.id)
    .join(", ");
  return new Failure(`There is no dataset "${id}": choose one of ${known}.`);
};

export function findTextDataset(id: string): TextDataset {
  const dataset = TEXT_DATASETS.find((candidate) => candidate.id === id);
  if (dataset === undefined) throw unknownDataset(id);
  return dataset;
}

/** The dataset of that id, or the one of dropped images for a file. */
export function findImageDataset({ id, file }: Named): ImageDataset {
  const wanted = file === undefined ? id : droppedImages.id;
  const dataset = IMAGE_DATASETS.find((candidate) => candidate.id === wanted);
  if (dataset === undefined) throw unknownDataset(id ?? "");
  return dataset;
}

export function findRowDataset({ id }: Named): RowDataset {
  const dataset = ROW_DATASETS.find((candidate) => candidate.id === id);
  if (dataset === undefined) throw unknownDataset(id ?? "");
  return dataset;
}

/** Whether rows of numbers are named. */
export function asksForRows({ id }: Named): boolean {
  return ROW_DATASETS.some((dataset) => dataset.id === id);
}

export function findLabelledSeriesDataset({ id }: Named): LabelledSeriesDataset {
  const dataset = LABELLED_SERIES_DATASETS.find((candidate) => candidate.id === id);
  if (dataset === undefined) throw unknownDataset(id ?? "");
  return dataset;
}

/** Whether labelled series are named. */
export function asksForLabelledSeries({ id }: Named): boolean {
  return LABELLED_SERIES_DATASETS.some((dataset) => dataset.id === id);
}

export function findSceneDataset({ id }: Named): SceneDataset {
  const dataset = SCENE_DATASETS.find((candidate) => candidate.id === id);
  if (dataset === undefined) throw unknownDataset(id ?? "");
  return dataset;
}

/** Whether scenes are named. */
export function asksForScenes({ id }: Named): boolean {
  return SCENE_DATASETS.some((dataset) => dataset.id === id);
}

export function findAdaptationDataset({ id }: Named): AdaptationDataset {
  const dataset = ADAPTATION_DATASETS.find((candidate) => candidate.id === id);
  if (dataset === undefined) throw unknownDataset(id ?? "");
  return dataset;
}

/** Whether two domains are named. */
export function asksForDomains({ id }: Named): boolean {
  return ADAPTATION_DATASETS.some((dataset) => dataset.id === id);
}

/** The dataset of that id, or the one of dropped tables for a file. */
export function findSeriesDataset({ id, file }: Named): SeriesDataset {
  const wanted = file === undefined ? id : droppedSeries.id;
  const dataset = SERIES_DATASETS.find((candidate) => candidate.id === wanted);
  if (dataset === undefined) throw unknownDataset(id ?? "");
  return dataset;
}

/** Whether a series is named: a dataset of one, or a table. */
export function asksForSeries({ id, file }: Named): boolean {
  return SERIES_DATASETS.some((dataset) => dataset.id === id) || (file !== undefined && isSeriesFile(file));
}

/** Whether images are named: a dataset of them, or a file in one of their formats. */
export function asksForImages({ id, file }: Named): boolean {
  return IMAGE_DATASETS.some((dataset) => dataset.id === id) || (file !== undefined && isImageFile(file));
}
