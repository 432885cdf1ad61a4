import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { float64Batch, trainableScalars, type GivenWeights } from "./float64-batch.ts";
import { predictor } from "./predictor.ts";

/** A graph of predictions, mean squared error and gradients of a batch that the host gives. */
export interface ValueGraph {
  readonly graph: Graph;
  /** f32 [B, T, width] */
  readonly inputs: GraphTensor;
  /** f32 [B, S, outputs] */
  readonly targets: GraphTensor;
  readonly values: GraphTensor;
  readonly loss: GraphTensor;
}

/** Predictions and squared error of a document of a fixed size that predicts values. */
export function valueGraph(document: ArchitectureDocument, batch: number, isTraining: boolean): ValueGraph {
  const checked = readDocument(document, CATALOGUE);
  const { shape } = checked.program.ports.inputs[0];
  if (shape.content !== "features" || shape.positions.includes("T")) {
    throw new Failure(
      "float64-value-run reads documents of numbers at a fixed number of positions; this one's input is another.",
    );
  }
  const graph = new Graph();
  const extents = [batch, ...(shape.positions as readonly number[]), shape.width];
  const inputs = graph.input("inputs", { shape: extents, dtype: "f32" });
  const { values } = predictor(checked, { isTraining })(graph, inputs);
  const targets = graph.input("targets", { shape: values.shape, dtype: "f32" });
  const square = map(graph, "square", [map(graph, "subtract", [values, targets])]);
  const axes = values.shape.map((_, axis) => axis);
  const [loss] = graph.apply(reduce, [square], { kind: "mean", axes, keepdims: false });
  graph.output("loss", loss);
  graph.output("values", values);
  if (isTraining) differentiate(graph, [{ loss, weight: 1 }]);
  return { graph, inputs, targets, values, loss };
}

export interface Float64ValueRun {
  readonly loss: number;
  /** [B, S, outputs] */
  readonly values: Float64Array;
  /** By the name of a tensor's first part. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
  readonly initial: ReadonlyMap<string, Float64Array>;
}

export interface ValueRunOptions {
  readonly seed?: number;
  /** Absent: zeros. */
  readonly targets?: Float64Array;
  readonly weights?: GivenWeights;
}

/** A batch in float64 from the initial weights, forward and backward: for tests. Inputs [B, T, width] flat. */
export function float64ValueRun(
  document: ArchitectureDocument,
  inputs: Float64Array,
  batch: number,
  { seed = 1, targets, weights }: ValueRunOptions = {},
): Float64ValueRun {
  const built = valueGraph(document, batch, true);
  const inputsById = new Map([
    [built.inputs.id, inputs],
    [built.targets.id, targets ?? new Float64Array(sizeOf(built.values.shape))],
  ]);
  const { valueOf, initial, gradients } = float64Batch(built.graph, inputsById, { seed, weights });
  const [loss] = valueOf(built.loss.root.id);
  return { loss, values: valueOf(built.values.root.id), initial, gradients };
}

/** Trainable scalars of a document that predicts values, counted on its graph; what is shared counts once. */
export function valueParameters(document: ArchitectureDocument): number {
  return trainableScalars(valueGraph(document, 1, false).graph);
}
