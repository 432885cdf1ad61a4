import type { LabelledSeriesExamples } from "../../data/examples.ts";
import type { LabelledSeries } from "../../data/series/labelled-series.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { embedding } from "../../kernels-wgsl/embedding/kernel.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { labelledBatchReference, labelledWord } from "../../kernels-wgsl/token_batch/reference.ts";
import { Failure } from "../../lib/failure.ts";
import { shapeText } from "../../models/document/shape.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { scoredExamples } from "./answers.ts";
import { logitsOf, nextTokenLoss } from "./language-model.ts";
import type { ImageClassifierBuilder } from "./language-model.ts";
import { SCORES } from "./objective.ts";
import type { BatchShape, BoundObjective, Objective } from "./objective.ts";

const TRAINING_SERIES = "training series";
/** Number and class of each series in one word. */
const TRAINING_WORDS = "training numbers and classes";
const SERIES_AT_ONCE = 50;

export interface LabelledSeriesExtents extends Pick<LabelledSeries, "steps" | "channels"> {
  readonly count: number;
}

/** Refuses a document of series of another shape, or of other classes. */
export function assertReadsSeries(
  { document, program }: CheckedDocument,
  { steps, channels, classes }: Pick<LabelledSeries, "steps" | "channels" | "classes">,
): void {
  const [{ shape: reads }, { shape: answers }] = [program.ports.inputs[0], program.ports.outputs[0]];
  const name = document.name ?? "This document";
  if (reads.content !== "features" || reads.width !== channels || reads.positions.join() !== String(steps)) {
    throw new Failure(
      `${name} reads series of ${shapeText(reads)}, but these have ${steps} steps of ${channels} channels; set the task's steps and channels.`,
    );
  }
  if (answers.content === "features" && answers.width !== classes.length) {
    throw new Failure(
      `${name} tells ${answers.width} classes apart, but these series have ${classes.length}; set the task's classes to ${classes.length}.`,
    );
  }
}

/** The class of a series of numbers is asked. */
export function classifySeries(
  network: (isTraining: boolean) => ImageClassifierBuilder,
  { steps, channels, count }: LabelledSeriesExtents,
): Objective {
  const input = (graph: Graph, { batch }: BatchShape): GraphTensor =>
    graph.input("series", { shape: [batch, steps, channels], dtype: "f32" });
  return {
    trainingLoss(graph, { batch }) {
      const [series, labels] = graph.scoped("data", () => {
        const words = graph.buffer(TRAINING_WORDS, { shape: [count], dtype: "u32" });
        const table = graph.buffer(TRAINING_SERIES, { shape: [count, steps * channels], dtype: "f32" });
        const [numbers, classes] = graph.apply(tokenBatch, [words], { batch, sequenceLength: 1, isLabelled: true });
        const [rows] = graph.apply(embedding, [graph.reshape(numbers, [batch]), table], { scale: 1 });
        return [graph.reshape(rows, [batch, steps, channels]), classes];
      });
      return nextTokenLoss(graph, network(true)(graph, series), labels).loss;
    },
    scores(graph, shape) {
      graph.output(SCORES, logitsOf(graph, network(false)(graph, input(graph, shape))));
    },
    network(graph, shape) {
      network(true)(graph, input(graph, shape));
    },
  };
}

/** Series of a set by number, padded to `rows` with zeros. */
function rowsOf(
  { values, steps, channels }: LabelledSeries,
  chosen: ArrayLike<number>,
  rows: number,
): Float32Array<ArrayBuffer> {
  const size = steps * channels;
  const own = new Float32Array(rows * size);
  Array.from(chosen, (n, row) => own.set(values.subarray(n * size, (n + 1) * size), row * size));
  return own;
}

/** The same with series. */
export function classifySeriesOf(
  network: (isTraining: boolean) => ImageClassifierBuilder,
  { train, evaluation }: Omit<LabelledSeriesExamples, "asks">,
): BoundObjective {
  const words = Uint32Array.from(train.labels, (label, n) => labelledWord(n, label));
  return {
    ...classifySeries(network, { ...train, count: words.length }),
    buffers: [
      { name: TRAINING_WORDS, values: words },
      { name: TRAINING_SERIES, values: train.values },
    ],
    draw(step, { batch }) {
      const [numbers] = labelledBatchReference(Float64Array.from(words), batch, 1, step);
      return { series: rowsOf(train, numbers, batch) };
    },
    evaluationRows: () => SERIES_AT_ONCE,
    ...scoredExamples(evaluation.labels, (chosen, rows) => ({ series: rowsOf(evaluation, chosen, rows) })),
  };
}
