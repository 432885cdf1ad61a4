import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, optionalIntegerKnob, toggleKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";
import { checkGrowth } from "./growth-rules.ts";

/** Largest number of parameter tokens. */
export const MAX_TOKENS = 65_536;

/** Knobs of every block that attends over parameter tokens, except how many there are. */
export const PATTENTION_KNOBS = {
  normaliser: choiceKnob({
    title: "Normaliser",
    help: "How scores over parameter tokens become weights.",
    choices: ["l2_norm_gelu", "gelu_l2_norm", "softmax"],
    default: "l2_norm_gelu",
  }),
  grown: integerKnob({
    title: "Tokens appended",
    help: "Parameter tokens added after creation; growing during training adds to this number.",
    minimum: 0,
    maximum: MAX_TOKENS,
    default: 0,
  }),
  tau: choiceKnob({
    title: "Scale after growth",
    help: "Keep the scale of the tokens at creation, so that growing changes nothing, or follow the root of their number.",
    choices: ["keep", "root-of-tokens"],
    default: "keep",
  }),
  newKeys: choiceKnob({
    title: "New keys",
    help: "Zero keeps the function exactly the same at the moment of growth.",
    choices: ["zero", "small"],
    default: "zero",
  }),
  freezeOld: toggleKnob({
    title: "Freeze old tokens",
    help: "Train only the appended tokens.",
    default: false,
  }),
};

export const pattention = defineBlock({
  kind: "pattention",
  version: 1,
  title: "Pattention",
  role: "ffn",
  glyph: "channel-mixer",
  summary: "Attention of each token's vector over learned key and value tokens, in place of a feed-forward network.",
  knobs: z.strictObject({
    tokens: optionalIntegerKnob({
      title: "Parameter tokens",
      help: "Learned key/value pairs that replace a weight matrix.",
      minimum: 8,
      maximum: MAX_TOKENS,
      nullMeans: "four times the width",
    }),
    ...PATTENTION_KNOBS,
  }),
  shown: ["tokens", "normaliser"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The weighted sum of value tokens." }],
  citations: [{ text: "Wang et al. 2024, TokenFormer", address: "https://arxiv.org/abs/2410.23168" }],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs);
    checkGrowth(knobs);
    return [input];
  },
});
