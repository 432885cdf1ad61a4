import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";

const ROWS = { relu: "relu", "gelu-erf": "gelu_erf", silu: "silu", tanh: "tanh" } as const;

export const build: BlockBuild<"activation"> = ({ graph, knobs, inputs: [x] }) => [
  map(graph, ROWS[knobs.form], [x]) as GraphTensor,
];
