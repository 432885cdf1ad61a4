import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { allPositions, type Attend } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { headLayout } from "../attention/head-layout.ts";
import type { KnobsOf } from "../index.ts";
import { pattentionLayer } from "../pattention/tokens.ts";

export const build: BlockBuild<"token-attention"> = (context) => [
  tokenAttentionBlock(context, allPositions(context.graph)),
];

/** The block around its attention: y [..., T, C] from x. */
export function tokenAttentionBlock(context: BuildContext<KnobsOf<"token-attention">>, attend: Attend): GraphTensor {
  const { graph, knobs } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const batch = sizeOf(input.shape) / (positions * width);
  const layout = headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, width);
  const x = graph.reshape(input, [batch, positions, width]);

  const projected = pattentionLayer(context, x, {
    suffixes: ["_q", "_k", "_v"],
    tokens: knobs.tokens ?? width,
    knobs,
    outputs: width,
  });
  // [3, B, T, C] to rows q | k | v.
  const [rows] = graph.apply(permute, [projected], { permutation: [1, 2, 0, 3] });
  const gathered = attend.packed(graph.reshape(rows, [batch, positions, 3 * width]), {
    ...layout,
    ropeBase: knobs.ropeBase,
    isCausal: knobs.causal,
  });
  const output = pattentionLayer(context, gathered, {
    suffixes: ["_o"],
    tokens: knobs.outputTokens ?? width,
    knobs,
    outputs: width,
  });
  return graph.reshape(output, input.shape);
}
