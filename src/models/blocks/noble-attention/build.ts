import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { attendSeparate } from "../../build/attend.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { headLayout } from "../attention/head-layout.ts";
import { branchedLinear } from "./branch.ts";

export const build: BlockBuild<"noble-attention"> = (context) => {
  const { graph, knobs } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout(knobs, width);
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const [q, k, v] = (["wq", "wk", "wv"] as const).map((name) => {
    const outputs = (name === "wq" ? layout.queryHeads : layout.kvHeads) * layout.headWidth;
    return branchedLinear(context, x, { name, outputs, side: "inputs" });
  });
  const settings = { ...layout, ropeBase: knobs.ropeBase, isCausal: knobs.causal, window: knobs.window };
  const gathered = attendSeparate(graph, [q, k, v], settings);
  return [
    graph.reshape(branchedLinear(context, gathered, { name: "wo", outputs: width, side: "output" }), input.shape),
  ];
};
