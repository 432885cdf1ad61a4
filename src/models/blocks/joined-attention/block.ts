import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";
import { JOIN_KNOBS } from "../join-knobs.ts";

export const joinedAttention = defineBlock({
  kind: "joined-attention",
  version: 1,
  title: "Joined attention",
  role: "attn",
  glyph: "token-mixer",
  summary:
    "Several attention branches that share more and more of queries, keys and values, until they merge into one.",
  knobs: z.strictObject({
    heads: integerKnob({
      title: "Heads",
      help: "Heads of a branch; they divide the width.",
      minimum: 1,
      maximum: 256,
      default: 4,
    }),
    ...JOIN_KNOBS,
  }),
  shown: ["branches", "join"],
  reads: [{ name: "x", help: "Normed vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "The update of each vector." }],
  citations: [
    {
      text: "Zhou et al. 2025, Rethinking Vision Transformer Depth via Structural Reparameterization (our reading)",
      address: "https://arxiv.org/abs/2511.19718",
    },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    if (input.positions.includes("T")) {
      throw new Refusal(
        `it reads ${shapeText(input)}, but it lets every position see all others; a sequence takes attention.`,
      );
    }
    if (input.width % knobs.heads !== 0) {
      const legal = nearestDivisors(input.width, knobs.heads);
      throw new Refusal(
        `${knobs.heads} heads do not divide the width ${input.width}; the nearest legal values are ${listText(legal)}.`,
        "heads",
        legal[0],
      );
    }
    return [input];
  },
});
