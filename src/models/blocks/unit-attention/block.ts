import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, optionalIntegerKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { headLayout, PLAIN_HEADS } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";
import { unitsRead } from "../quarters.ts";

export const unitAttention = defineBlock({
  kind: "unit-attention",
  version: 1,
  title: "Unit attention",
  role: "attn",
  glyph: "token-mixer",
  summary:
    "Attention inside windows of a map, or across all of them, whose queries may be pooled so that the map shrinks.",
  knobs: z.strictObject({
    heads: integerKnob({ title: "Heads", help: "They divide the width.", minimum: 1, maximum: 256, default: 4 }),
    width: optionalIntegerKnob({
      title: "Width",
      help: "Channels of the vectors that it makes; usually twice as many where queries are pooled.",
      minimum: 1,
      maximum: 16_384,
      nullMeans: "as many as it reads",
    }),
    pooling: choiceKnob({
      title: "Query pooling",
      help: "Shrinks the token grid by pooling only queries, 2 x 2; keys and values stay as many as they were.",
      choices: ["none", "max", "mean"],
      default: "none",
    }),
    reach: choiceKnob({
      title: "Reach",
      help: "Tokens attend inside their unit, or to the tokens of all units.",
      choices: ["unit", "all"],
      default: "unit",
    }),
  }),
  shown: ["pooling", "reach"],
  reads: [{ name: "x", help: "The tokens of each unit." }],
  writes: [{ name: "y", help: "What each token, or each pooled query, gathered." }],
  citations: [
    { text: "Ryali et al. 2023, Hiera", address: "https://arxiv.org/abs/2306.00989" },
    { text: "Wong et al. 2023, TurboViT", address: "https://arxiv.org/abs/2308.11421" },
  ],
  shapes({ knobs, inputs }) {
    const isPooled = knobs.pooling !== "none";
    const [units, tokens] = unitsRead(inputs, isPooled);
    const width = knobs.width ?? featuresRead(inputs).width;
    headLayout({ ...PLAIN_HEADS, heads: knobs.heads }, width);
    return [features([units, isPooled ? tokens / 4 : tokens], width)];
  },
});
