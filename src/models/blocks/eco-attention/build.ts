import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { ecoHash } from "../../../kernels-wgsl/eco_hash/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { applyHammingAttention } from "../../../kernels-wgsl/linear_attention/kernel.ts";
import { turned } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import { headLayout } from "../attention/head-layout.ts";
import type { KnobsOf } from "../index.ts";
import { hashParts } from "./hash.ts";

export type Knobs = KnobsOf<"eco-attention">;
export type EcoLayout = ReturnType<typeof headLayout>;

/** What tells the parallel form from the step: how positions turn, and how codes gather values. */
export interface EcoForm {
  readonly turn: (rows: GraphTensor, layout: EcoLayout) => GraphTensor;
  /** From u [B,T,H b], whose signs are the codes, and values [B,T,H E] to [B,T,H E]. */
  readonly gather: (u: GraphTensor, value: GraphTensor, layout: EcoLayout) => GraphTensor;
}

export const build: BlockBuild<"eco-attention"> = (context) => {
  const { graph, knobs } = context;
  const { heads, bits, causal: isCausal } = knobs;
  return [
    ecoBlock(context, {
      turn: (rows, layout) => turned(graph, rows, heads, { ...layout, ropeBase: knobs.ropeBase, isCausal }),
      gather: (u, value, { headWidth }) =>
        applyHammingAttention(graph, [u, u, value], {
          heads,
          keyWidth: bits,
          valueWidth: headWidth,
          isCausal,
        }) as GraphTensor,
    }),
  ];
};

export function ecoBlock(
  { graph, knobs, inputs, parameter, residualCount }: BuildContext<Knobs>,
  { turn, gather }: EcoForm,
): GraphTensor {
  const [input] = inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, width);
  const { heads, bits, anchors } = knobs;
  const { headWidth } = layout;
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const mapped = (name: string): GraphTensor =>
    linear(graph, x, parameter({ parts: [matrixPart(name, width, width)], role: "matrix" }), null);
  // Queries and keys are one. Attention's own names, so that trained weights and equal seeds carry over.
  const compared = turn(mapped("wq"), layout);
  const value = mapped("wv");
  const frozen = { role: "vector", isTrainable: false } as const;
  const hash = parameter({ parts: hashParts({ heads, width: headWidth, bits, anchors }), ...frozen });
  const [u] = graph.apply(ecoHash, [compared, hash], { heads, width: headWidth, bits, anchors });
  const gathered = gather(u, value, layout);
  const wo = parameter({ parts: [matrixPart("wo", width, width, outputStd(residualCount))], role: "matrix" });
  return graph.reshape(linear(graph, gathered, wo, null), input.shape);
}
