import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { headLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";

const { heads, position, ropeBase, ropeFraction, causal } = attention.knobs.shape;

export const ecoAttention = defineBlock({
  kind: "eco-attention",
  version: 1,
  title: "EcoFormer attention",
  role: "attn",
  glyph: "token-mixer",
  summary:
    "Attention between binary codes: weights by Hamming distance, time linear in the tokens, additions for products.",
  knobs: z.strictObject({
    heads,
    bits: integerKnob({
      title: "Bits",
      help: "Length of the binary code; more bits, finer similarity.",
      minimum: 4,
      maximum: 64,
      default: 16,
    }),
    anchors: integerKnob({
      title: "Anchors",
      help: "Reference points used by the kernel hash.",
      minimum: 8,
      maximum: 64,
      default: 25,
    }),
    position,
    ropeBase,
    ropeFraction,
    causal,
  }),
  shown: ["bits", "anchors"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [{ text: "Liu et al. 2022, EcoFormer", address: "https://arxiv.org/abs/2209.09004" }],
  // Sums of codes times values, of values and of codes; the count follows from the position.
  stateFloats({ knobs, inputs }) {
    const { width } = featuresRead(inputs, 1);
    return width * (knobs.bits + 1) + knobs.heads * knobs.bits;
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, input.width);
    return [input];
  },
});
