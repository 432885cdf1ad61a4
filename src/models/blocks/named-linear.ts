import type { GraphTensor } from "../../engine/graph/graph.ts";
import type { BuildContext } from "../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../build/layers.ts";

/** `x W^T + b` with weights `w<name>` [width, in], as wide for their input as Xavier has it, and `b<name>` [width]. */
export function namedLinear(
  { graph, parameter }: Pick<BuildContext<unknown>, "graph" | "parameter">,
  name: string,
  x: GraphTensor,
  width: number,
): GraphTensor {
  const input = x.shape[x.shape.length - 1];
  const weight = parameter({
    parts: [matrixPart(`w${name}`, width, input, Math.sqrt(2 / (input + width)))],
    role: "matrix",
  });
  return linear(graph, x, weight, parameter({ parts: [vectorPart(`b${name}`, width, 0)], role: "vector" }));
}
