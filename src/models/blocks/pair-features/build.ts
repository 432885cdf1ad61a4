import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { GraphTensor } from "../../../engine/graph/graph.ts";
import type { BlockBuild } from "../../build/block-build.ts";

/** [..., 4 C]: e1, e2, their product, e1 - e2. */
export const build: BlockBuild<"pair-features"> = ({ graph, inputs: [first, second] }) => {
  const product = map(graph, "multiply", [first, second]) as GraphTensor;
  const difference = map(graph, "subtract", [first, second]) as GraphTensor;
  return graph.apply(concat, [first, second, product, difference], { axis: first.shape.length - 1 });
};
