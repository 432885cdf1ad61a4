import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";
import { JOIN_KNOBS } from "../join-knobs.ts";

export const joinedFeedForward = defineBlock({
  kind: "joined-feed-forward",
  version: 1,
  title: "Joined feed-forward",
  role: "ffn",
  glyph: "channel-mixer",
  summary:
    "Several feed-forward branches that share more and more of what enters their GELU, until they merge into one.",
  knobs: z.strictObject({
    hidden: integerKnob({
      title: "Hidden width",
      help: "Channels between the two projections of a branch.",
      minimum: 1,
      maximum: 65_536,
      default: 192,
    }),
    ...JOIN_KNOBS,
  }),
  shown: ["branches", "join"],
  reads: [{ name: "x", help: "Normed vectors." }],
  writes: [{ name: "y", help: "The update of each vector." }],
  citations: [
    {
      text: "Zhou et al. 2025, Rethinking Vision Transformer Depth via Structural Reparameterization (our reading)",
      address: "https://arxiv.org/abs/2511.19718",
    },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
