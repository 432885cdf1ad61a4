import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { ecoHash } from "../../../kernels-wgsl/eco_hash/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { applyHammingAttention } from "../../../kernels-wgsl/linear_attention/kernel.ts";
import { turned } from "../../build/attend.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import { headLayout } from "../attention/head-layout.ts";
import { hashParts } from "./hash.ts";

export const build: BlockBuild<"eco-attention"> = ({ graph, knobs, inputs, parameter, residualCount }) => {
  const [input] = inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, width);
  const { heads, bits, anchors, causal: isCausal } = knobs;
  const { headWidth } = layout;
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const mapped = (name: string): GraphTensor =>
    linear(graph, x, parameter({ parts: [matrixPart(name, width, width)], role: "matrix" }), null);
  // Queries and keys are one. Attention's own names, so that trained weights and equal seeds carry over.
  const compared = turned(graph, mapped("wq"), heads, { ...layout, ropeBase: knobs.ropeBase, isCausal });
  const value = mapped("wv");
  const frozen = { role: "vector", isTrainable: false } as const;
  const hash = parameter({ parts: hashParts({ heads, width: headWidth, bits, anchors }), ...frozen });
  const [u] = graph.apply(ecoHash, [compared, hash], { heads, width: headWidth, bits, anchors });
  const settings = { heads, keyWidth: bits, valueWidth: headWidth, isCausal };
  const gathered = applyHammingAttention(graph, [u, u, value], settings) as GraphTensor;
  const wo = parameter({ parts: [matrixPart("wo", width, width, outputStd(residualCount))], role: "matrix" });
  return [graph.reshape(linear(graph, gathered, wo, null), input.shape)];
};
