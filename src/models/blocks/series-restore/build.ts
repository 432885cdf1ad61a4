import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { WINDOW_EPS } from "../series-norm/build.ts";

/** y = x deviation + mean, both of each variable over the window's steps. */
export const build: BlockBuild<"series-restore"> = ({ graph, inputs: [x, window] }) => {
  const axis = window.shape.length - 2;
  const overTime = (values: GraphTensor): GraphTensor =>
    graph.apply(reduce, [values], { kind: "mean", axes: [axis], keepdims: true })[0];
  const mean = overTime(window);
  const centred = map(graph, "subtract", [window, mean]);
  const variance = overTime(map(graph, "square", [centred]) as GraphTensor);
  const deviation = map(graph, "sqrt", [map(graph, "shift", [variance], WINDOW_EPS)]);
  return [map(graph, "add", [map(graph, "multiply", [x, deviation]), mean]) as GraphTensor];
};
