import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { EvaluationSummary } from "../../data/evaluation/summary.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { RandomStep } from "../../kernels-wgsl/_kernel/threefry.ts";
import type { SegmentTallies } from "./segment-tallies.ts";

/** What held-out windows are scored by: the graph's output that the host reads. */
export const SCORES = "scores";

export interface BatchShape {
  /** Rows per micro-batch, B. */
  readonly batch: number;
  /** Tokens per row, T; 1 where an example is not a sequence. */
  readonly sequenceLength: number;
}

/** Numbers that the host writes, by the name of the graph's input. */
export type HostValues = Readonly<
  Record<string, Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>>
>;

/**
 * What a document is trained for, as parts of graphs: a batch drawn out of buffers, the network, its loss, and what held-out examples are
 * scored by. It knows the extents of its data and no values, so that steps are planned without any.
 */
export interface Objective {
  /** Draws a batch, reads it by the network as it trains; the loss, [1]. */
  trainingLoss(graph: Graph, shape: BatchShape): GraphTensor;
  /** Reads examples that the host gives by the network as it is evaluated; adds the output `scores`. */
  scores(graph: Graph, shape: BatchShape): void;
  /** Weights that change over a run, by their slots; `progress` is the share of it that is done. Absent: 1 for the whole loss. */
  lossWeights?(progress: number): readonly number[];
  /** The network as it trains on examples that the host gives, without a loss. */
  network(graph: Graph, shape: BatchShape): void;
}

/** A part of the training split that stays on the device for a whole run. */
export interface DeviceBuffer {
  readonly name: string;
  readonly values: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
}

/** What each window of a slice came to. */
export interface WindowScores {
  /** Summed losses, of answers in nats. */
  readonly losses: Float64Array<ArrayBuffer>;
  /** Where classes are asked: how many of a window's likeliest answers were right. */
  readonly correct?: Uint32Array<ArrayBuffer>;
  /** Where values are asked: summed losses of the first, second ... value asked of a window. */
  readonly byExample?: Float64Array<ArrayBuffer>;
  /** How many windows asked for a first, second ... value. */
  readonly exampleCounts?: Uint32Array<ArrayBuffer>;
  /** Where values are forecast: absolute errors of each window, and what was forecast in those that are shown, by their place. */
  readonly absolute?: Float64Array<ArrayBuffer>;
  readonly forecasts?: Map<number, number[]>;
  /** Where segments are asked: counts over all windows, and the class of every pixel of those that are shown, by their place. */
  readonly segments?: SegmentTallies;
  readonly segmentations?: Map<number, string>;
  /** Where a window is one example with one answer: the likeliest class. */
  readonly answers?: Uint16Array<ArrayBuffer>;
}

/** Some windows that one pass scores. */
export interface HeldOutBatch {
  readonly firstWindow: number;
  /** Windows in it; the remaining rows are padding and ignored. */
  readonly windows: number;
  readonly inputs: HostValues;
  /** Adds to each window what the pass's scores say of it. */
  readonly take: (scores: Float32Array, into: WindowScores) => void;
}

/** An objective with its data. */
export interface BoundObjective extends Objective {
  /** The training split as the graphs' buffers. */
  readonly buffers: readonly DeviceBuffer[];
  /** The inputs of `network` that a training step draws, made on the host. */
  draw(step: RandomStep, shape: BatchShape): HostValues;
  /** Rows of an evaluation pass. */
  evaluationRows(sequenceLength: number): number;
  emptyScores(windows: number): WindowScores;
  /** The slice in batches of `rows` windows, the last one padded. */
  heldOut(slice: EvaluationSlice, rows: number): Iterable<HeldOutBatch>;
  summarize(slice: EvaluationSlice, scores: WindowScores): EvaluationSummary;
}
