import type { GraphTensor } from "../../engine/graph/graph.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import type { BuildContext } from "../build/block-build.ts";
import { linear, matrixPart, outputStd, vectorPart } from "../build/layers.ts";

/** The last position axis is time; those before it are batches of their own: [rows, L, C]. */
export function asSeries({ graph, inputs: [input] }: BuildContext<unknown>): GraphTensor {
  const [steps, width] = input.shape.slice(-2);
  return graph.reshape(input, [sizeOf(input.shape) / (steps * width), steps, width]);
}

/** Projections with offsets of a block around a mixer of steps: `q`, `k`, `v` and, smaller in deeper networks, `o`. */
export function projected(
  { graph, parameter, residualCount }: BuildContext<unknown>,
  x: GraphTensor,
  name: "q" | "k" | "v" | "o",
): GraphTensor {
  const width = x.shape[2];
  const std = name === "o" ? outputStd(residualCount) : undefined;
  const weight = parameter({ parts: [matrixPart(`w${name}`, width, width, std)], role: "matrix" });
  const offset = parameter({ parts: [vectorPart(`b${name}`, width, 0)], role: "vector" });
  return linear(graph, x, weight, offset);
}
