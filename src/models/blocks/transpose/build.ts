import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import type { Graph } from "../../../engine/graph/graph.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"transpose"> = ({ graph, inputs: [x] }) => [swapped(graph, x)];

/** [..., P, C] to [..., C, P]. */
export function swapped(graph: Graph, x: GraphTensor): GraphTensor {
  const last = x.shape.length - 1;
  const permutation = x.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis));
  return graph.apply(permute, [x], { permutation })[0];
}
