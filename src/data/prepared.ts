import type { EvaluationSlice } from "./evaluation/slice.ts";
import type { Examples } from "./examples.ts";
import type { PrepareOptions, TextRequest } from "./prepare-text.ts";
import type { Tokenizer } from "./tokenizers/tokenizer.ts";

/** The `data` part of an experiment, and what else of it decides how examples are cut. */
export interface DataRequest extends TextRequest {
  readonly augment?: { readonly flip: boolean; readonly shift: number } | undefined;
  /** Of series: steps forecast. */
  readonly horizon?: number | undefined;
}

export interface CutSetting {
  readonly sequenceLength: number;
  readonly evaluate: { readonly tokens: number; readonly quickTokens: number };
}

export interface PreparationOptions extends PrepareOptions {
  readonly onYardsticks: (done: number, total: number) => void;
}

/** A model that needs no network, on a held-out slice. */
export interface YardstickScore {
  readonly name: string;
  /** Of n-gram models. */
  readonly contextBytes?: number;
  /** Absent where values are asked: no probability is given then. */
  readonly bitsPerByte?: number;
  /** Mean squared error, where values are asked. */
  readonly loss?: number;
  /** That of the first, second ... value asked of a row. */
  readonly lossByExample?: number[];
  /** Of what names a class for every pixel: mean over classes of intersection over union. */
  readonly meanIou?: number;
  /** Of models that name classes. */
  readonly accuracy?: number;
}

/** What a result says of its data. */
export interface DataReport {
  readonly id: string;
  readonly title: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly verified: boolean;
  readonly verification: string;
  readonly notes: string[];
  readonly asks: Examples["asks"];
  readonly tokenizer?: string;
  readonly vocabularySize?: number;
  /** Names of the classes, where images have some. */
  readonly classes?: string[];
  readonly trainTokens: number;
  /** Of images: the class of each of the slice. */
  readonly truth?: number[];
  readonly evalSlice: { readonly sha256: string; readonly tokens: number; readonly bytes: number };
  readonly yardsticks?: YardstickScore[];
  readonly quickYardsticks?: YardstickScore[];
}

/** Everything of an experiment's data: what is learned, what is scored, and what is said of it. */
export interface PreparedExamples {
  readonly examples: Examples;
  readonly quick: EvaluationSlice;
  readonly full: EvaluationSlice;
  readonly report: DataReport;
  /** Bits per byte, label or image for one unit of training loss; 1 where the loss is no logarithm of a probability. */
  readonly trainBitsPerLoss: number;
  /** Held-out windows of T + 1 tokens for a look inside trained networks; none where there are no next tokens. */
  readonly windows: readonly (readonly number[])[];
  /** What writes text; absent where the data are none. */
  readonly tokenizer?: Tokenizer;
  /** The first held-out images that `full` scores, for people to look at. */
  readonly pictures?: Pictures;
  /** Of a series: some held-out windows that `full` scores, for people to look at. */
  readonly series?: ShownSeries;
  /** The first held-out scenes that `full` scores, for people to look at. */
  readonly scenes?: ShownScenes;
}

/** Scenes with the class of every pixel. */
export interface ShownScenes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pixels [H, W, C] and classes [H, W] of each. */
  readonly shown: readonly { readonly pixels: Uint8Array<ArrayBuffer>; readonly classes: Uint8Array<ArrayBuffer> }[];
}

/** Held-out windows of a series, standardised. */
export interface ShownSeries {
  readonly names: readonly string[];
  readonly horizon: number;
  /** In the units of the source: a value is `mean + deviation` times what stands here. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** `start` is the first forecast row; past and future are [steps, variables]. */
  readonly windows: readonly {
    readonly start: number;
    readonly past: readonly number[];
    readonly future: readonly number[];
  }[];
}

/** Small images with their classes. */
export interface Pictures {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [n, H, W, C] */
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly labels: readonly number[];
}
