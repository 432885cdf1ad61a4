import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { branchedLinear } from "../noble-attention/branch.ts";

const ROWS = { "gelu-tanh": "gelu_tanh", "gelu-erf": "gelu_erf", relu2: "relu2", silu: "silu" } as const;

export const build: BlockBuild<"noble-feed-forward"> = (context) => {
  const { graph, knobs } = context;
  const [x] = context.inputs;
  const { hidden, activation } = knobs;
  const width = x.shape[x.shape.length - 1];
  const up = branchedLinear(context, x, { name: "w_up", outputs: hidden, side: "inputs" });
  const active =
    activation === "swiglu"
      ? map(graph, "swiglu", [branchedLinear(context, x, { name: "w_gate", outputs: hidden, side: "inputs" }), up])
      : map(graph, ROWS[activation], [up]);
  return [branchedLinear(context, active as GraphTensor, { name: "w_down", outputs: width, side: "output" })];
};
