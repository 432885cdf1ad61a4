import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { batchNorm } from "../../kernels-wgsl/batch_norm/kernel.ts";
import { batchNormRunning } from "../../kernels-wgsl/batch_norm/running.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import type { BuildContext } from "./block-build.ts";
import { vectorPart } from "./layers.ts";

export interface BatchNormSetting {
  /** Put before its parameters' names `gain`, `bias`, `mean` and `variance`. */
  readonly prefix?: string;
  readonly momentum: number;
  readonly eps: number;
}

/** What blocks that hold batch norms inside use. */
export const BATCH_NORM = { momentum: 0.1, eps: 1e-5 } as const;

/**
 * Batch norm of x [..., C]: with the batch's statistics in training, which also go into the running ones; with the running
 * ones otherwise. These are statistics in the parameter arena, so they are saved, hashed and exported as weights are.
 */
export function batchNormed(
  { graph, isTraining, parameter }: Pick<BuildContext<unknown>, "graph" | "isTraining" | "parameter">,
  x: GraphTensor,
  { prefix = "", momentum, eps }: BatchNormSetting,
): GraphTensor {
  const width = x.shape[x.shape.length - 1];
  const vector = (name: string, initial: number): GraphTensor =>
    parameter({ parts: [vectorPart(`${prefix}${name}`, width, initial)], role: "vector" });
  const statistic = (name: string, initial: number): GraphTensor =>
    parameter({ parts: [vectorPart(`${prefix}${name}`, width, initial)], role: "statistic", isTrainable: false });
  const [gain, bias] = [vector("gain", 1), vector("bias", 0)];
  const running = [statistic("mean", 0), statistic("variance", 1)] as const;
  if (!isTraining) return withRunning(graph, x, [gain, bias], running, eps);
  const [y, mean, variance] = graph.apply(batchNorm, [x, gain, bias], { eps });
  graph.apply(batchNormRunning, [...running, mean, variance], { rows: sizeOf(x.shape) / width, momentum });
  return y;
}

function withRunning(
  graph: Graph,
  x: GraphTensor,
  [gain, bias]: readonly [GraphTensor, GraphTensor],
  [mean, variance]: readonly [GraphTensor, GraphTensor],
  eps: number,
): GraphTensor {
  const rstd = map(graph, "rsqrt", [map(graph, "shift", [variance], eps)]);
  const centred = map(graph, "subtract", [x, mean]);
  const scaled = map(graph, "multiply", [centred, map(graph, "multiply", [rstd, gain])]);
  return map(graph, "add", [scaled, bias]) as GraphTensor;
}
