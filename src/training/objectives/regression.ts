import type { RegressionExamples } from "../../data/examples.ts";
import { standardErrorOfLoss } from "../../data/evaluation/summary.ts";
import type { RowSet } from "../../data/rows/row-set.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { embedding } from "../../kernels-wgsl/embedding/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { tokenBatchReference } from "../../kernels-wgsl/token_batch/reference.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { SCORES } from "./objective.ts";
import type { BatchShape, BoundObjective, HostValues, Objective } from "./objective.ts";
import { tokenRows } from "./tokens.ts";

const TRAINING_INPUTS = "training inputs";
const TRAINING_TARGETS = "training targets";
const TRAINING_ASKED = "training asked";
const ROW_NUMBERS = "training row numbers";

/** What a network predicts: values f32 [B, T, outputs] once, or once more for each earlier pass of a loop that is graded. */
export interface Predictions {
  readonly values: Tensor;
  readonly earlier?: readonly Tensor[];
}

/** Adds the model to a graph whose inputs are f32 [B, T, width]. */
export type PredictorBuilder = (graph: Graph, inputs: Tensor) => Predictions;

export type RowExtents = Pick<RowSet, "rows" | "length" | "width" | "outputs">;

/** Rows of a buffer [rows, columns] by number, as [B, ...shape]. Nothing flows back into data. */
function takeRows(graph: Graph, name: string, numbers: Tensor, extents: readonly number[], shape: readonly number[]) {
  const columns = shape.reduce((product, extent) => product * extent, 1);
  const table = graph.buffer(name, { shape: [extents[0], columns], dtype: "f32" });
  const [taken] = graph.apply(embedding, [numbers, table], { scale: 1 });
  return graph.reshape(taken, [numbers.shape[0], ...shape]);
}

/** Squared errors of what is asked, each position's mean over its outputs, [B, T]; 0 where nothing is asked. */
function squaredErrors(graph: Graph, values: Tensor, targets: Tensor, asked: Tensor): Tensor {
  const square = map(graph, "square", [map(graph, "subtract", [values, targets])]);
  const [perPosition] = graph.apply(reduce, [square], { kind: "mean", axes: [2], keepdims: false });
  return map(graph, "multiply", [perPosition, asked]);
}

/** Mean squared error over everything asked in the batch, [1]. */
function meanSquaredError(
  graph: Graph,
  { values, earlier = [] }: Predictions,
  targets: Tensor,
  asked: Tensor,
): GraphTensor {
  const total = (x: Tensor): Tensor => graph.apply(reduce, [x], { kind: "sum", axes: [0, 1], keepdims: false })[0];
  const passes = [values, ...earlier].map((one) => total(squaredErrors(graph, one, targets, asked)));
  const sum = passes.reduce((left, right) => map(graph, "add", [left, right]));
  return map(graph, "scale", [map(graph, "divide", [sum, total(asked)])], 1 / passes.length) as GraphTensor;
}

/** Refuses a document that reads or predicts other numbers at a position. */
export function assertReadsRows({ document, program }: CheckedDocument, { width, outputs }: RowExtents): void {
  const [reads, answers] = [program.ports.inputs[0].shape, program.ports.outputs[0].shape].map((shape) =>
    shape.content === "features" ? shape.width : 0,
  );
  if (reads === width && answers === outputs) return;
  throw new Failure(
    `${document.name ?? "This document"} reads ${reads} numbers at a position and predicts ${answers}, but these data have ${width} and ask for ${outputs}; set the task's width and outputs.`,
  );
}

/** Values are asked at the positions of rows that are read whole; the loss is the mean squared error. */
export function regression(network: (isTraining: boolean) => PredictorBuilder, extents: RowExtents): Objective {
  const { rows, length, width, outputs } = extents;
  const input = (graph: Graph, { batch }: BatchShape): GraphTensor =>
    graph.input("inputs", { shape: [batch, length, width], dtype: "f32" });
  return {
    trainingLoss(graph, { batch }) {
      const drawn = graph.scoped("data", () => {
        const list = graph.buffer(ROW_NUMBERS, { shape: [rows + 1], dtype: "u32" });
        const [numbers] = graph.apply(tokenBatch, [list], { batch, sequenceLength: 1 });
        const flat = graph.reshape(numbers, [batch]);
        return {
          inputs: takeRows(graph, TRAINING_INPUTS, flat, [rows], [length, width]),
          targets: takeRows(graph, TRAINING_TARGETS, flat, [rows], [length, outputs]),
          asked: takeRows(graph, TRAINING_ASKED, flat, [rows], [length]),
        };
      });
      const predicted = network(true)(graph, drawn.inputs);
      return graph.scoped("head", () => meanSquaredError(graph, predicted, drawn.targets, drawn.asked));
    },
    scores(graph, shape) {
      const targets = graph.input("targets", { shape: [shape.batch, length, outputs], dtype: "f32" });
      const asked = graph.input("asked", { shape: [shape.batch, length], dtype: "f32" });
      const { values } = network(false)(graph, input(graph, shape));
      graph.output(
        SCORES,
        graph.scoped("head", () => squaredErrors(graph, values, targets, asked)),
      );
    },
    network(graph, shape) {
      network(true)(graph, input(graph, shape));
    },
  };
}

/** The numbers of some rows, padded to `rows` with zeros. */
function hostRows({ inputs, targets, asked, length, width, outputs }: RowSet, chosen: ArrayLike<number>, rows: number) {
  const taken = (values: Float32Array, size: number): Float32Array<ArrayBuffer> => {
    const own = new Float32Array(rows * size);
    Array.from(chosen, (row, place) => own.set(values.subarray(row * size, (row + 1) * size), place * size));
    return own;
  };
  return {
    inputs: taken(inputs, length * width),
    targets: taken(targets, length * outputs),
    asked: taken(asked, length),
  } satisfies HostValues;
}

/** The same with rows. */
export function regressionOf(
  network: (isTraining: boolean) => PredictorBuilder,
  { train, evaluation }: Omit<RegressionExamples, "asks">,
): BoundObjective {
  // One more than there are rows: a batch of tokens leaves the last one out, which would have no next token.
  const numbers = Uint32Array.from({ length: train.rows + 1 }, (_, row) => row);
  return {
    ...regression(network, train),
    buffers: [
      { name: ROW_NUMBERS, values: numbers },
      { name: TRAINING_INPUTS, values: train.inputs },
      { name: TRAINING_TARGETS, values: train.targets },
      { name: TRAINING_ASKED, values: train.asked },
    ],
    draw(step, { batch }) {
      const [chosen] = tokenBatchReference(Float64Array.from(numbers), batch, 1, step);
      return { inputs: hostRows(train, chosen, batch).inputs };
    },
    evaluationRows: tokenRows,
    emptyScores: (windows) => ({
      losses: new Float64Array(windows),
      byExample: new Float64Array(evaluation.length),
      exampleCounts: new Uint32Array(evaluation.length),
    }),
    *heldOut({ windowStarts }, rows) {
      const { length } = evaluation;
      for (let firstWindow = 0; firstWindow < windowStarts.length; firstWindow += rows) {
        const chosen = windowStarts.subarray(firstWindow, firstWindow + rows);
        yield {
          firstWindow,
          windows: chosen.length,
          inputs: hostRows(evaluation, chosen, rows),
          take(errors, { losses, byExample, exampleCounts }) {
            chosen.forEach((held, row) => {
              const own = errors.subarray(row * length, (row + 1) * length);
              losses[firstWindow + row] = own.reduce((sum, error) => sum + error, 0);
              const asked = own.filter((_, position) => evaluation.asked[held * length + position] === 1);
              asked.forEach((error, example) => {
                byExample![example] += error;
                exampleCounts![example] += 1;
              });
            });
          },
        };
      }
    },
    summarize(slice, { losses, byExample, exampleCounts }) {
      const loss = losses.reduce((sum, one) => sum + one, 0) / slice.targets;
      const error = standardErrorOfLoss(slice, losses);
      const standardError = error === undefined ? {} : { standardError: error };
      const most = exampleCounts!.findLastIndex((count) => count > 0) + 1;
      const lossByExample = Array.from(byExample!.subarray(0, most), (sum, example) => sum / exampleCounts![example]);
      const { targets, bytes } = slice;
      return { loss, ...standardError, blockedBy: "window", lossByExample, targets, bytes };
    },
  };
}
