import type { GraphTensor } from "../../engine/graph/graph.ts";
import { layernorm } from "../../kernels-wgsl/layernorm/kernel.ts";
import type { BuildContext } from "../build/block-build.ts";
import { vectorPart } from "../build/layers.ts";

/** Layer norm of x [..., C] inside a block, its parameters `gain` and `bias` behind a prefix. */
export function layerNormed(
  { graph, parameter }: Pick<BuildContext<unknown>, "graph" | "parameter">,
  x: GraphTensor,
  prefix = "",
): GraphTensor {
  const width = x.shape[x.shape.length - 1];
  const vector = (name: string, value: number): GraphTensor =>
    parameter({ parts: [vectorPart(`${prefix}${name}`, width, value)], role: "vector" });
  return graph.apply(layernorm, [x, vector("gain", 1), vector("bias", 0)], { eps: 1e-5 })[0];
}
