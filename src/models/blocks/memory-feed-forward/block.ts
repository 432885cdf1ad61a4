import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";
import { HASH_KNOBS } from "../memory-attention/block.ts";
import { checkTable } from "../memory-attention/table-limit.ts";

export const memoryFeedForward = defineBlock({
  kind: "memory-feed-forward",
  version: 1,
  title: "Memory feed-forward",
  role: "ffn",
  glyph: "channel-mixer",
  summary: "Two table look-ups with a norm between them in place of a feed-forward network.",
  knobs: z.strictObject({
    ...HASH_KNOBS,
    extraBits: integerKnob({
      title: "Extra bits",
      help: "Widens the hidden layer and enlarges its tables.",
      minimum: 0,
      maximum: 4,
      default: 2,
    }),
  }),
  shown: ["bits", "extraBits"],
  reads: [{ name: "x", help: "Token vectors, normalised." }],
  writes: [{ name: "y", help: "The update of each token." }],
  citations: [{ text: "Ding et al. 2024, MemoryFormer", address: "https://arxiv.org/abs/2411.12992" }],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs);
    const { bits, extraBits } = knobs;
    const hidden = Math.floor(input.width / bits) * (bits + extraBits);
    checkTable(input.width, bits, hidden);
    checkTable(input.width, bits, input.width, extraBits);
    return [input];
  },
});
