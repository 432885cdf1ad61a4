import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { optionalIntegerKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { headLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { MAX_TOKENS, PATTENTION_KNOBS } from "../pattention/block.ts";
import { checkGrowth } from "../pattention/growth-rules.ts";

const { heads, position, ropeBase, ropeFraction, causal } = attention.knobs.shape;

export const tokenAttention = defineBlock({
  kind: "token-attention",
  version: 1,
  title: "Token-parameter attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention whose four projections are themselves attention over learned tokens.",
  knobs: z.strictObject({
    heads,
    tokens: optionalIntegerKnob({
      title: "Tokens of q, k, v",
      help: "Learned key/value pairs that replace each of the three input matrices.",
      minimum: 8,
      maximum: MAX_TOKENS,
      nullMeans: "as many as the width",
    }),
    outputTokens: optionalIntegerKnob({
      title: "Tokens of the output",
      help: "Learned key/value pairs that replace the output matrix.",
      minimum: 8,
      maximum: MAX_TOKENS,
      nullMeans: "as many as the width",
    }),
    ...PATTENTION_KNOBS,
    position,
    ropeBase,
    ropeFraction,
    causal,
  }),
  shown: ["heads", "tokens"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [{ text: "Wang et al. 2024, TokenFormer", address: "https://arxiv.org/abs/2410.23168" }],
  stateFloats: ({ inputs }, length) => 2 * featuresRead(inputs, 1).width * length,
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, input.width);
    checkGrowth(knobs);
    return [input];
  },
});
