import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { attention } from "../attention/block.ts";
import { headLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { BRANCH_KNOBS, checkBranch } from "./branch-knobs.ts";

const { heads, queryHeads, kvHeads, headWidth, position, ropeBase, ropeFraction, causal, window } =
  attention.knobs.shape;

export const nobleAttention = defineBlock({
  kind: "noble-attention",
  version: 1,
  title: "NOBLE attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention with a permanent non-linear low-rank branch beside each of its matrices.",
  knobs: z.strictObject({
    heads,
    queryHeads,
    kvHeads,
    headWidth,
    ...BRANCH_KNOBS,
    position,
    ropeBase,
    ropeFraction,
    causal,
    window,
  }),
  shown: ["rank", "nonlinearity"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [
    {
      text: "Smith 2026, NOBLE: Accelerating Transformers with Nonlinear Low-Rank Branches",
      address: "https://arxiv.org/abs/2603.06492",
    },
  ],
  stateFloats({ knobs, inputs }, length) {
    const layout = headLayout(knobs, featuresRead(inputs, 1).width);
    return 2 * layout.kvHeads * layout.headWidth * Math.min(length, knobs.window ?? length);
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const layout = headLayout(knobs, input.width);
    checkBranch(knobs, Math.min(input.width, layout.kvHeads * layout.headWidth));
    return [input];
  },
});
