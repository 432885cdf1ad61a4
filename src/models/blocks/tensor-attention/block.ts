import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, optionalIntegerKnob, optionalNumberKnob, toggleKnob } from "../../document/knobs.ts";
import { attention } from "../attention/block.ts";
import { featuresRead } from "../input-shape.ts";
import { MOST_TOKENS_EXACT, tensorLayout } from "./tensor-layout.ts";

const { position, ropeBase, causal } = attention.knobs.shape;

export const tensorAttention = defineBlock({
  kind: "tensor-attention",
  version: 1,
  title: "Tensor attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Attention of each token over pairs of tokens, which relates three tokens by one weight.",
  knobs: z.strictObject({
    heads: integerKnob({
      title: "Heads",
      help: "How many sets of queries, keys and values there are.",
      minimum: 1,
      maximum: 256,
      default: 3,
    }),
    headWidth: optionalIntegerKnob({
      title: "Head width",
      help: "Channels of one head; it need not follow from the width of the stream.",
      minimum: 1,
      maximum: 64,
      nullMeans: "width / heads",
    }),
    order: choiceKnob({
      title: "Order",
      help: "How many tokens a single attention weight relates: pairs (ordinary attention) or triples.",
      choices: ["pairs", "triples"],
      default: "triples",
    }),
    mode: choiceKnob({
      title: "Mode",
      help: "Exact costs T squared per token; polynomial is fast when entries are small.",
      choices: ["exact", "polynomial"],
      default: "exact",
    }),
    degree: integerKnob({
      title: "Degree",
      help: "Terms kept of the exponential series in polynomial mode.",
      minimum: 1,
      maximum: 3,
      default: 2,
    }),
    bound: optionalNumberKnob({
      title: "Entry bound",
      help: "Clips queries and keys so that the approximation stays valid.",
      minimum: 0.1,
      maximum: 4,
      nullMeans: "no limit",
    }),
    startAsPairs: toggleKnob({
      title: "Start as pairs",
      help: "Adds 1 to the second key and value, so that triples start near ordinary attention.",
      default: true,
    }),
    scale: choiceKnob({
      title: "Scale",
      help: "Scores are divided by the root of a head's channels, or by their number as in the paper.",
      choices: ["root-of-width", "width"],
      default: "root-of-width",
    }),
    position,
    ropeBase,
    causal,
  }),
  shown: ["heads", "mode"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token gathered from pairs of others." }],
  citations: [
    {
      text: "Alman and Song 2023, How to Capture Higher-order Correlations?",
      address: "https://arxiv.org/abs/2310.04064",
    },
  ],
  longest: ({ order, mode }) => (order === "triples" && mode === "exact" ? MOST_TOKENS_EXACT : Infinity),
  stateFloats({ knobs, inputs }, length) {
    const { headWidth, features } = tensorLayout(knobs, featuresRead(inputs, 1).width);
    if (knobs.mode === "polynomial") return 2 * knobs.heads * features * (headWidth + 1);
    return (knobs.order === "pairs" ? 2 : 4) * knobs.heads * headWidth * length;
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    tensorLayout(knobs, input.width);
    return [input];
  },
});
