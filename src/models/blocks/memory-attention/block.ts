import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { headLayout } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { checkTable } from "./table-limit.ts";

const { heads, position, ropeBase, ropeFraction, causal } = attention.knobs.shape;

/** Knobs of every block that looks rows up by hash codes. */
export const HASH_KNOBS = {
  bits: integerKnob({
    title: "Bits per chunk",
    help: "Each group of this many channels picks one row out of 2^bits.",
    minimum: 2,
    maximum: 10,
    default: 4,
  }),
  score: choiceKnob({
    title: "Score",
    help: "Weight of the retrieved row: corner probability (paper), or probability times total size (released code).",
    choices: ["paper", "code"],
    default: "code",
  }),
  temperature: numberKnob({
    title: "Temperature",
    help: "Lower makes the chosen corner's weight closer to 1.",
    minimum: 0.25,
    maximum: 4,
    default: 1,
  }),
};

export const memoryAttention = defineBlock({
  kind: "memory-attention",
  version: 1,
  title: "Memory attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention whose queries, keys and values are looked up in tables by the signs of the token's channels.",
  knobs: z.strictObject({
    heads,
    ...HASH_KNOBS,
    outputProjection: choiceKnob({
      title: "Output projection",
      help: "Keep a dense output matrix after attention, or none.",
      choices: ["off", "dense"],
      default: "off",
    }),
    position,
    ropeBase,
    ropeFraction,
    causal,
  }),
  shown: ["bits", "heads"],
  reads: [{ name: "x", help: "Token vectors, normalised: large entries leave the scores no gradient." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [{ text: "Ding et al. 2024, MemoryFormer", address: "https://arxiv.org/abs/2411.12992" }],
  stateFloats: ({ inputs }, length) => 2 * featuresRead(inputs, 1).width * length,
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, input.width);
    checkTable(input.width, knobs.bits, 3 * input.width);
    return [input];
  },
});
