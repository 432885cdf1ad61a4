import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"sum"> = ({ graph, inputs }) => [
  inputs.reduce((total, next) => map(graph, "add", [total, next]) as GraphTensor),
];
