import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { packedShape } from "../../engine/graph/parameter.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
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
  /** Values in place of the initial ones, by the name of a tensor's first part. */
  readonly weights?: (name: string, initial: Float64Array) => Float64Array | undefined;
}

/** A batch in float64 from the initial weights, forward and backward: for tests. Inputs [B, T, width] flat. */
export function float64ValueRun(
  document: ArchitectureDocument,
  inputs: Float64Array,
  batch: number,
  { seed = 1, targets, weights }: ValueRunOptions = {},
): Float64ValueRun {
  const built = valueGraph(document, batch, true);
  const { graph } = built;
  const values = initialParameters(graph, seed);
  values.set(built.inputs.id, inputs);
  values.set(built.targets.id, targets ?? new Float64Array(sizeOf(built.values.shape)));
  for (const { tensor, declaration } of graph.parameters) {
    const given = weights?.(declaration.parts[0].name, values.get(tensor.id) ?? new Float64Array());
    if (given !== undefined) values.set(tensor.id, given);
  }
  interpret(graph, graph.nodes, values);
  const valueOf = (id: number): Float64Array => values.get(id) ?? new Float64Array();
  const named = graph.parameters.map(({ tensor, declaration }) => [declaration.parts[0].name, tensor.id] as const);
  return {
    loss: valueOf(built.loss.root.id)[0],
    values: valueOf(built.values.root.id),
    initial: new Map(named.map(([name, id]) => [name, valueOf(id)])),
    gradients: new Map(named.map(([name, id]) => [name, valueOf(graph.gradients.get(id)?.root.id ?? -1)])),
  };
}

/** Trainable scalars of a document that predicts values, counted on its graph; what is shared counts once. */
export function valueParameters(document: ArchitectureDocument): number {
  return valueGraph(document, 1, false).graph.parameters.reduce(
    (sum, { declaration }) => sum + (declaration.isTrainable ? sizeOf(packedShape(declaration)) : 0),
    0,
  );
}
