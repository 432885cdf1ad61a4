import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { swapped } from "../transpose/build.ts";

/** Inside the root, so that a window that never changes stays finite. */
export const WINDOW_EPS = 1e-5;

/** A norm over time: each variable's steps are a row of a layer norm, whose variance is the biased one. */
export const build: BlockBuild<"series-norm"> = ({ graph, inputs: [window] }) => [
  swapped(graph, normalised(graph, swapped(graph, window))),
];

/** Rows [..., N, T] with mean 0 and deviation 1. */
function normalised(graph: Graph, rows: GraphTensor): GraphTensor {
  return graph.apply(layernorm, [rows], { eps: WINDOW_EPS })[0];
}
