import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { allPositions, type Attend } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { headLayout } from "../attention/head-layout.ts";
import type { KnobsOf } from "../index.ts";
import { branchedLinear } from "./branch.ts";

export const build: BlockBuild<"noble-attention"> = (context) => [
  nobleAttentionBlock(context, allPositions(context.graph)),
];

/** The block around its attention: y [..., T, C] from x. */
export function nobleAttentionBlock(context: BuildContext<KnobsOf<"noble-attention">>, attend: Attend): GraphTensor {
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
  const gathered = attend.separate([q, k, v], settings);
  return graph.reshape(branchedLinear(context, gathered, { name: "wo", outputs: width, side: "output" }), input.shape);
}
