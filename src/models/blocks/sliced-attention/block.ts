import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, toggleKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { headLayout, PLAIN_HEADS } from "../attention/head-layout.ts";
import { featuresRead } from "../input-shape.ts";

export const slicedAttention = defineBlock({
  kind: "sliced-attention",
  version: 1,
  title: "Sliced attention",
  role: "attn",
  glyph: "token-mixer",
  summary:
    "Attention in equal groups of tokens, in their order or dealt anew, for a fraction of the work of full attention.",
  knobs: z.strictObject({
    heads: integerKnob({ title: "Heads", help: "They divide the width.", minimum: 1, maximum: 256, default: 4 }),
    groups: integerKnob({
      title: "Groups",
      help: "Token slices that attend separately; they divide the number of tokens. 1 is full attention.",
      minimum: 1,
      maximum: 1024,
      default: 1,
    }),
    shuffle: toggleKnob({
      title: "Re-deal tokens",
      help: "Deal tokens into groups at random: anew in every step of training, in one order per layer when evaluated.",
      default: false,
    }),
  }),
  shown: ["groups", "shuffle"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "What each vector gathered from its group." }],
  citations: [{ text: "Shen et al. 2021, Sliced Recursive Transformer", address: "https://arxiv.org/abs/2111.05297" }],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const [tokens] = input.positions;
    if (input.positions.length !== 1 || typeof tokens !== "number") {
      throw new Refusal(`it reads ${shapeText(input)}, but only a fixed number of vectors in one row can be sliced.`);
    }
    if (tokens % knobs.groups !== 0) {
      const legal = nearestDivisors(tokens, knobs.groups);
      throw new Refusal(
        `${knobs.groups} groups do not divide ${tokens} tokens; the nearest legal values are ${listText(legal)}.`,
        "groups",
        legal[0],
      );
    }
    headLayout({ ...PLAIN_HEADS, heads: knobs.heads }, input.width);
    return [input];
  },
});
