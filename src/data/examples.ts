import type { AdaptationSet } from "./adaptation/adaptation-set.ts";
import type { ImageSet } from "./images/image-set.ts";
import type { RowSet } from "./rows/row-set.ts";
import type { LabelledSeries } from "./series/labelled-series.ts";
import type { SceneSet } from "./segmentation/scene-set.ts";
import type { SeriesSet } from "./series/series-set.ts";
import type { Tokenizer, TokenStream } from "./tokenizers/tokenizer.ts";

/** A text whose next tokens are asked. */
export interface TextExamples {
  readonly asks: "next-token";
  readonly tokenizer: Tokenizer;
  readonly train: TokenStream;
  readonly evaluation: TokenStream;
}

/** Rows of a generated task of whose tokens labels are asked; both streams have them. */
export interface LabelledExamples {
  readonly asks: "label-tokens";
  readonly tokenizer: Tokenizer;
  readonly classes: number;
  readonly train: TokenStream;
  readonly evaluation: TokenStream;
}

/** Images whose class is asked. */
export interface ImageExamples {
  readonly asks: "classify-image";
  readonly train: ImageSet;
  readonly evaluation: ImageSet;
  readonly augment: Augmentation;
}

/** How a training image is varied when it is drawn. */
export interface Augmentation {
  /** Mirrored left to right with a chance of one half. */
  readonly flip: boolean;
  /** Moved by at most so many pixels in each direction. */
  readonly shift: number;
}

/** Rows of numbers of whose positions values are asked. */
export interface RegressionExamples {
  readonly asks: "regression";
  readonly train: RowSet;
  readonly evaluation: RowSet;
}

/** Windows of a series whose coming steps are asked. */
export interface ForecastExamples {
  readonly asks: "forecast";
  readonly series: SeriesSet;
  /** Steps asked. */
  readonly horizon: number;
}

/** Series of numbers whose class is asked. */
export interface LabelledSeriesExamples {
  readonly asks: "classify-series";
  readonly train: LabelledSeries;
  readonly evaluation: LabelledSeries;
}

/** Scenes whose segments are asked. */
export interface SceneExamples {
  readonly asks: "segment";
  readonly train: SceneSet;
  readonly evaluation: SceneSet;
}

/** Patches of two scenes; the classes of the second are asked. */
export interface AdaptationExamples extends AdaptationSet {
  readonly asks: "domain-adaptation";
}

/** What arms learn from and are scored on, by the task that it sets. */
export type Examples =
  | TextExamples
  | LabelledExamples
  | ImageExamples
  | RegressionExamples
  | ForecastExamples
  | LabelledSeriesExamples
  | SceneExamples
  | AdaptationExamples;
