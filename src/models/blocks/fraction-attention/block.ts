import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { FRACTION_KNOBS } from "../continued-fraction/fraction-knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const fractionAttention = defineBlock({
  kind: "fraction-attention",
  version: 1,
  title: "Continued-fraction attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Mixes tokens by weights made from continued fractions instead of queries and keys.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Token mixer",
      help: "CAttnM weighs positions by fractions of the token; CAttnU mixes fractions of each channel over time.",
      choices: ["CAttnM", "CAttnU"],
      default: "CAttnM",
    }),
    length: integerKnob({
      title: "Longest sequence",
      help: "Positions that have weights; longer sequences than this cannot be read.",
      minimum: 1,
      maximum: 4096,
      default: 128,
    }),
    ladders: integerKnob({
      title: "Ladders",
      help: "Fractions of each token that weigh the positions (CAttnM).",
      minimum: 1,
      maximum: 64,
      default: 8,
    }),
    depth: integerKnob({
      title: "Depth",
      help: "Levels in each fraction (CAttnM).",
      minimum: 1,
      maximum: 8,
      default: 4,
    }),
    eps: numberKnob({
      title: "Epsilon",
      help: "Smallest allowed denominator (CAttnM).",
      minimum: 1e-3,
      maximum: 1,
      default: 0.01,
    }),
    reciprocalEps: numberKnob({
      title: "Epsilon of reciprocals",
      help: "Smallest allowed denominator of 1/(w x) (CAttnU); small values let single entries explode.",
      minimum: 1e-3,
      maximum: 2,
      default: 0.5,
    }),
    ...FRACTION_KNOBS,
  }),
  shown: ["form", "ladders"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered." }],
  citations: [
    {
      text: "Dhurandhar et al. 2026, CoFrGeNet: Continued Fraction Architectures for Language Generation",
      address: "https://arxiv.org/abs/2601.21766",
    },
  ],
  stateFloats: ({ knobs, inputs }, length) =>
    (knobs.form === "CAttnM" ? 1 : 2) * featuresRead(inputs, 1).width * length,
  longest: (knobs) => knobs.length,
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const places = input.positions.at(-1);
    if (typeof places === "number" && places > knobs.length) {
      throw new Refusal(`the sequence has ${places} places but only ${knobs.length} have weights.`, "length", places);
    }
    return [input];
  },
});
