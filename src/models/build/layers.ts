import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { dropout } from "../../kernels-wgsl/dropout/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { Projection, type BuildContext, type BuiltValue, type RequestedPart } from "./block-build.ts";

const WEIGHT_STD = 0.02;

/** Initial spread of the matrix that writes into the residual stream: `0.02 / sqrt(residuals)`. */
export function outputStd(residualCount: number): number {
  return WEIGHT_STD / Math.sqrt(Math.max(1, residualCount));
}

/** Rules for the initial spread of matrices; knobs of attention and feed-forward choose among them. */
export type WeightStart = "depth-scaled" | "half-fan-in";

/** Initial spread of a matrix that reads `input` channels; `residualCount` only for those that write into the residual stream. */
export function startStd(start: WeightStart, input: number, residualCount?: number): number {
  if (start === "half-fan-in") return 0.5 / Math.sqrt(input);
  return residualCount === undefined ? WEIGHT_STD : outputStd(residualCount);
}

/** A part of a weight matrix [out, in], normal. */
export function matrixPart(name: string, out: number, input: number, std = WEIGHT_STD): RequestedPart {
  return { name, shape: [out, input], initialiser: { kind: "normal", standardDeviation: std } };
}

/** A vector with one initial value. */
export function vectorPart(name: string, length: number, value: number): RequestedPart {
  return { name, shape: [length], initialiser: { kind: "constant", value } };
}

/** `x weight^T + bias` for x [..., in], weight [out, in], bias [out]. */
export function linear(graph: Graph, x: GraphTensor, weight: GraphTensor, bias: GraphTensor | null): GraphTensor {
  const [y] = graph.apply(matmul, [x, weight], { transposeA: false, transposeB: true });
  return bias === null ? y : (map(graph, "add", [y, bias]) as GraphTensor);
}

/** Dropout in training, nothing otherwise. */
export function dropped(context: BuildContext<unknown>, x: GraphTensor, rate: number): GraphTensor {
  if (!context.isTraining || rate === 0) return x;
  return context.graph.apply(dropout, [x], { rate, layer: context.site })[0];
}

/** The value as a tensor: a projection is applied. */
export function materialised(graph: Graph, value: BuiltValue): GraphTensor {
  if (!(value instanceof Projection)) return value;
  return linear(graph, value.input, value.weight, value.bias);
}
