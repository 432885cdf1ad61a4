import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { standardErrorOfLoss } from "../../data/evaluation/summary.ts";
import type { ForecastExamples } from "../../data/examples.ts";
import { shownWindows } from "../../data/series/series-slice.ts";
import { windowCount, type SeriesSet } from "../../data/series/series-set.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { embedding } from "../../kernels-wgsl/embedding/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { slice as sliceOf } from "../../kernels-wgsl/slice/kernel.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { tokenBatchReference } from "../../kernels-wgsl/token_batch/reference.ts";
import { formatNumber } from "../../lib/format.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { SCORES } from "./objective.ts";
import type { BatchShape, BoundObjective, Objective, WindowScores } from "./objective.ts";
import type { PredictorBuilder } from "./regression.ts";

const TRAINING_SERIES = "training series";
const ROW_NUMBERS = "training row numbers";

/** Windows of an evaluation pass. */
const WINDOWS_AT_ONCE = 64;

/** What a step must know of a series. */
export interface ForecastExtents {
  /** Steps read, T, and steps asked, S. */
  readonly lookback: number;
  readonly horizon: number;
  readonly variables: number;
  /** Of the training part. */
  readonly rows: number;
}

/** Steps and variables that a document reads and is asked for. */
function readingOf({ program }: CheckedDocument): Omit<ForecastExtents, "rows"> {
  const [reads, answers] = [program.ports.inputs[0].shape, program.ports.outputs[0].shape];
  if (reads.content !== "features" || answers.content !== "features") throw new Error("a forecast is of numbers");
  const [lookback, horizon] = [reads.positions[0], answers.positions[0]] as readonly number[];
  return { lookback, horizon, variables: reads.width };
}

export const lookbackOf = (checked: CheckedDocument): number => readingOf(checked).lookback;

/** Refuses a document of other variables or of another horizon, and one that looks back further than the data reach. */
export function assertForecasts(checked: CheckedDocument, { series, horizon }: ForecastExamples): void {
  const name = checked.document.name ?? "This document";
  const own = readingOf(checked);
  if (own.variables !== series.names.length) {
    throw new Failure(
      `${name} reads ${own.variables} variables, but these data have ${series.names.length}; set the task's variables to ${series.names.length}.`,
    );
  }
  if (own.horizon !== horizon) {
    throw new Failure(
      `${name} forecasts ${own.horizon} steps, but ${horizon} are asked; set the task's horizon to ${horizon}, or \`data.horizon\` to ${own.horizon}.`,
    );
  }
  const rows = series.train.end - series.train.first;
  if (windowCount(rows, own.lookback, horizon) < 1) {
    throw new Failure(
      `${name} looks back ${own.lookback} steps and forecasts ${horizon}, but only ${formatNumber(rows)} rows are there to learn from; take a longer series or a shorter look-back.`,
    );
  }
}

/** A part of the steps of [B, T, variables]. */
function steps(graph: Graph, x: Tensor, first: number, end: number): Tensor {
  const [batch, , variables] = x.shape;
  return graph.apply(sliceOf, [x], { start: [0, first, 0], stop: [batch, end, variables], step: [1, 1, 1] })[0];
}

/** The mean squared error of all steps of all variables; windows are drawn at any step of the training part. */
export function forecast(
  network: (isTraining: boolean) => PredictorBuilder,
  { lookback, horizon, variables, rows }: ForecastExtents,
): Objective {
  const length = lookback + horizon;
  const input = (graph: Graph, { batch }: BatchShape): GraphTensor =>
    graph.input("window", { shape: [batch, lookback, variables], dtype: "f32" });
  return {
    trainingLoss(graph, { batch }) {
      const [window, future] = graph.scoped("data", () => {
        const list = graph.buffer(ROW_NUMBERS, { shape: [rows + 1], dtype: "u32" });
        const table = graph.buffer(TRAINING_SERIES, { shape: [rows, variables], dtype: "f32" });
        const [numbers] = graph.apply(tokenBatch, [list], { batch, sequenceLength: length });
        const [drawn] = graph.apply(embedding, [numbers, table], { scale: 1 });
        return [steps(graph, drawn, 0, lookback), steps(graph, drawn, lookback, length)];
      });
      const { values, earlier = [] } = network(true)(graph, window);
      return graph.scoped("head", () => {
        const errors = [values, ...earlier].map((one) => {
          const square = map(graph, "square", [map(graph, "subtract", [one, future])]);
          return graph.apply(reduce, [square], { kind: "mean", axes: [0, 1, 2], keepdims: false })[0];
        });
        const sum = errors.reduce((total, next) => map(graph, "add", [total, next]) as GraphTensor);
        return map(graph, "scale", [sum], 1 / errors.length) as GraphTensor;
      });
    },
    scores(graph, shape) {
      graph.output(SCORES, network(false)(graph, input(graph, shape)).values);
    },
    network(graph, shape) {
      network(true)(graph, input(graph, shape));
    },
  };
}

/** `count` rows of a series from `first` on. */
function rowsFrom({ values, names }: SeriesSet, first: number, count: number): Float32Array<ArrayBuffer> {
  return values.slice(first * names.length, (first + count) * names.length);
}

/** The same with a series. */
export function forecastOf(
  network: (isTraining: boolean) => PredictorBuilder,
  lookback: number,
  { series, horizon }: Omit<ForecastExamples, "asks">,
): BoundObjective {
  const [variables, rows] = [series.names.length, series.train.end - series.train.first];
  // One more than there are rows: a batch of tokens leaves the last one out, which would have no next token.
  const numbers = Uint32Array.from({ length: rows + 1 }, (_, row) => row);
  const [past, asked] = [lookback * variables, horizon * variables];
  return {
    ...forecast(network, { lookback, horizon, variables, rows }),
    buffers: [
      { name: ROW_NUMBERS, values: numbers },
      { name: TRAINING_SERIES, values: rowsFrom(series, series.train.first, rows) },
    ],
    draw(step, { batch }) {
      const [drawn] = tokenBatchReference(Float64Array.from(numbers), batch, lookback + horizon, step);
      const window = new Float32Array(batch * past);
      for (let row = 0; row < batch; row++) {
        const first = series.train.first + drawn[row * (lookback + horizon)];
        window.set(rowsFrom(series, first, lookback), row * past);
      }
      return { window };
    },
    evaluationRows: () => WINDOWS_AT_ONCE,
    emptyScores: (windows) => ({
      losses: new Float64Array(windows),
      absolute: new Float64Array(windows),
      byExample: new Float64Array(horizon),
      exampleCounts: new Uint32Array(horizon),
      forecasts: new Map(),
    }),
    *heldOut(slice, batchRows) {
      const { windowStarts } = slice;
      const shown = new Set(shownWindows(slice));
      for (let firstWindow = 0; firstWindow < windowStarts.length; firstWindow += batchRows) {
        const chosen = windowStarts.subarray(firstWindow, firstWindow + batchRows);
        const window = new Float32Array(batchRows * past);
        chosen.forEach((start, row) => window.set(rowsFrom(series, start - lookback, lookback), row * past));
        yield {
          firstWindow,
          windows: chosen.length,
          inputs: { window },
          take(predictions, into) {
            chosen.forEach((start, row) => {
              const own = predictions.subarray(row * asked, (row + 1) * asked);
              takeErrors(own, rowsFrom(series, start, horizon), firstWindow + row, variables, into);
              if (shown.has(firstWindow + row)) into.forecasts!.set(firstWindow + row, Array.from(own));
            });
          },
        };
      }
    },
    summarize: (slice, scores) => summaryOf(slice, scores, horizon + lookback),
  };
}

/** Adds the errors of one window, each a mean over its steps and variables. */
function takeErrors(
  predicted: Float32Array,
  future: Float32Array,
  window: number,
  variables: number,
  { losses, absolute, byExample, exampleCounts }: WindowScores,
): void {
  const horizon = future.length / variables;
  for (let s = 0; s < horizon; s++) {
    let [squares, sizes] = [0, 0];
    for (let n = 0; n < variables; n++) {
      const error = predicted[s * variables + n] - future[s * variables + n];
      squares += error * error;
      sizes += Math.abs(error);
    }
    losses[window] += squares / future.length;
    absolute![window] += sizes / future.length;
    byExample![s] += squares / variables;
    exampleCounts![s] += 1;
  }
}

/** Windows overlap, so that neighbours err alike: stretches of as many rows as a window has are taken as independent. */
function summaryOf(
  slice: EvaluationSlice,
  { losses, absolute, byExample, exampleCounts }: WindowScores,
  stretch: number,
): ReturnType<BoundObjective["summarize"]> {
  const meanOf = (sums: Float64Array): number => sums.reduce((sum, one) => sum + one, 0) / slice.targets;
  const stretches = Array.from(slice.windowStarts, (start) => Math.floor((start - slice.windowStarts[0]) / stretch));
  const standardError = standardErrorOfLoss(slice, losses, stretches);
  return {
    loss: meanOf(losses),
    ...(standardError === undefined ? {} : { standardError }),
    blockedBy: "stretch",
    meanAbsoluteError: meanOf(absolute!),
    lossByExample: Array.from(byExample!, (sum, s) => sum / exampleCounts![s]),
    targets: slice.targets,
    bytes: slice.bytes,
  };
}
