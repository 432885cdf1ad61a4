import type { ArchitectureDocument } from "../document/types.ts";
import type { CheckedDocument } from "../document/validate.ts";

/** One line of a finding's chart. */
export interface FindingLine {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What a diagnostic found, for a chart and in sentences. Plain data. */
export interface Finding {
  readonly title: string;
  /** How it was made, and what it does not tell. */
  readonly method: string;
  /** What the axes count, with the unit where there is one. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** None where sentences say it all. */
  readonly lines: readonly FindingLine[];
  readonly isLogarithmic?: boolean;
  readonly sentences: readonly string[];
}

/** A network with the weights that it has now. */
export interface TrainedModel {
  readonly checked: CheckedDocument;
  /** Seed of its initial weights. */
  readonly seed: number;
  /** Values of every parameter's part by its full name. */
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
}

/** Runs documents that have the trained network's parameters over windows of held-out text, as it is evaluated. */
export interface WindowRuns {
  /** Tokens of a window, T. */
  readonly length: number;
  /** The document's taps by name, each [windows, T, C]. */
  readonly taps: (document: ArchitectureDocument) => Promise<ReadonlyMap<string, ArrayLike<number>>>;
  /** Mean nats of a target; with `averaged` every update of that kind of block is its mean over all windows and positions. */
  readonly loss: (document: ArchitectureDocument, averaged?: string) => Promise<number>;
  /** Mean entropy of each head's weights in nats, [Hq], for each softmax attention by where it stands, in order of execution. */
  readonly entropies: (document: ArchitectureDocument) => Promise<ReadonlyMap<string, ArrayLike<number>>>;
}
