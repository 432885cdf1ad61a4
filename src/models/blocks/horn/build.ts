import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { horn } from "../../../kernels-wgsl/horn/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"horn"> = ({ graph, knobs, inputs: [x] }) => {
  if (knobs.form === "reciprocal") return graph.apply(horn, [x], { offset: 0 });
  return [withoutMean(graph, x)];
};

/** x less the mean of its channels. */
export function withoutMean(graph: Graph, x: GraphTensor): GraphTensor {
  const [mean] = graph.apply(reduce, [x], { kind: "mean", axes: [-1], keepdims: true });
  return map(graph, "subtract", [x, mean]) as GraphTensor;
}
