import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { featuresRead } from "../input-shape.ts";
import { cachesVectorsAlone, minimalLayout } from "./minimal-layout.ts";

const { position, ropeBase, causal } = attention.knobs.shape;

export const minimalAttention = defineBlock({
  kind: "minimal-attention",
  version: 1,
  title: "Minimal attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention with fewer matrices: one for similarity, and none, one or two for what is moved.",
  knobs: z.strictObject({
    queryKey: choiceKnob({
      title: "Query/key",
      help: "Low rank: a map to dh channels per head, as query and key maps are. Full: one square matrix per head instead.",
      choices: ["low-rank", "full"],
      default: "low-rank",
    }),
    valueOutput: choiceKnob({
      title: "Value/output",
      help: "Learned maps on what is moved: both, merged into one square matrix per head, or none (the heads' mean).",
      choices: ["both", "merged", "none"],
      default: "none",
    }),
    similarity: choiceKnob({
      title: "Similarity",
      help: "Symmetric means token i is as similar to j as j to i; the factor form makes a token most similar to itself.",
      choices: ["asymmetric", "symmetric-factor", "symmetric-packed"],
      default: "symmetric-factor",
    }),
    heads: integerKnob({
      title: "Heads",
      help: "Several similarity measures, averaged.",
      minimum: 1,
      maximum: 8,
      default: 4,
    }),
    scale: choiceKnob({
      title: "Scale",
      help: "Scores are divided by the root of a head's channels, or of the whole width.",
      choices: ["head", "width"],
      default: "head",
    }),
    position,
    ropeBase,
    causal,
  }),
  shown: ["queryKey", "valueOutput"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [
    {
      text: "Bermeitinger et al. 2024, Reducing the Transformer Architecture to a Minimum",
      address: "https://arxiv.org/abs/2410.13732",
    },
  ],
  stateFloats: ({ knobs, inputs }, length) =>
    (cachesVectorsAlone(knobs) ? 1 : 2) * featuresRead(inputs, 1).width * length,
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    minimalLayout(knobs, input.width);
    return [input];
  },
});
