import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob, optionalIntegerKnob, toggleKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";
import { headLayout } from "./head-layout.ts";
import { HEAD_PRESETS } from "./head-presets.ts";

export const attention = defineBlock({
  kind: "attention",
  version: 1,
  title: "Attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Lets every token gather from others, weighted by how well queries and keys agree.",
  knobs: z.strictObject({
    heads: integerKnob({
      title: "Heads (nominal)",
      help: "Sets the width of one head, width / heads.",
      minimum: 1,
      maximum: 256,
      default: 6,
    }),
    queryHeads: optionalIntegerKnob({
      title: "Query heads",
      help: "Fewer query heads means proportionally less attention work.",
      minimum: 1,
      maximum: 256,
      nullMeans: "as many as heads",
    }),
    kvHeads: optionalIntegerKnob({
      title: "Key/value heads",
      help: "Fewer key/value heads means a smaller cache when generating. They divide the query heads.",
      minimum: 1,
      maximum: 256,
      nullMeans: "as many as query heads",
    }),
    headWidth: optionalIntegerKnob({
      title: "Head width",
      help: "Channels of one head; it need not follow from the width of the stream.",
      minimum: 1,
      maximum: 256,
      nullMeans: "width / heads",
    }),
    position: choiceKnob({
      title: "Positions",
      help: "Rotary positions turn queries and keys by their place; none leaves order to other blocks.",
      choices: ["rope", "none"],
      default: "rope",
    }),
    ropeBase: numberKnob({
      title: "Rotary base",
      help: "The slowest rotary pair turns once in about 6 times this many tokens.",
      minimum: 1,
      maximum: 1e7,
      default: 10_000,
    }),
    ropeFraction: numberKnob({
      title: "Rotary share",
      help: "Share of a head's channels that are turned; rounded down to whole pairs.",
      minimum: 0,
      maximum: 1,
      default: 1,
    }),
    causal: toggleKnob({
      title: "Causal",
      help: "Tokens see only themselves and what came before.",
      default: true,
    }),
    window: optionalIntegerKnob({
      title: "Window",
      help: "Tokens see only others nearer than this; a causal window of 8 holds 8 keys, the token's own included.",
      minimum: 1,
      maximum: 65_536,
      nullMeans: "no limit",
    }),
    bias: toggleKnob({ title: "Biases", help: "Learned offsets on all four projections.", default: false }),
    outputBias: toggleKnob({
      title: "Output bias",
      help: "A learned offset on the last projection, with or without the others.",
      default: false,
    }),
    start: choiceKnob({
      title: "Initial weights",
      help: "0.02 with a smaller output matrix in deeper networks; that scaled for wide attention too; or half of 1/√inputs.",
      choices: ["depth-scaled", "width-scaled", "half-fan-in"],
      default: "depth-scaled",
    }),
    dropout: numberKnob({
      title: "Dropout",
      help: "Share of the block's outputs set to zero in training.",
      minimum: 0,
      maximum: 0.9,
      default: 0,
    }),
  }),
  shown: ["queryHeads", "kvHeads"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [
    { text: "Vaswani et al. 2017, Attention Is All You Need", address: "https://arxiv.org/abs/1706.03762" },
    { text: "Shazeer 2019, Fast Transformer Decoding (MQA)", address: "https://arxiv.org/abs/1911.02150" },
    { text: "Ainslie et al. 2023, GQA", address: "https://arxiv.org/abs/2305.13245" },
    { text: "Filipek 2025, Sparse Query Attention", address: "https://arxiv.org/abs/2510.01817" },
    { text: "Su et al. 2021, RoFormer (rotary positions)", address: "https://arxiv.org/abs/2104.09864" },
  ],
  presets: HEAD_PRESETS,
  stateFloats({ knobs, inputs }, length) {
    const { kvHeads, headWidth } = headLayout(knobs, featuresRead(inputs, 1).width);
    return 2 * kvHeads * headWidth * Math.min(length, knobs.window ?? length);
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    headLayout(knobs, input.width);
    return [input];
  },
});
