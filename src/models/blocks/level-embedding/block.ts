import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { numberKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const levelEmbedding = defineBlock({
  kind: "level-embedding",
  version: 1,
  title: "Level embedding",
  role: "level",
  glyph: "position",
  summary: "Adds one learned vector to all positions, which tells maps of several scales apart.",
  knobs: z.strictObject({
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial vector.",
      minimum: 0,
      maximum: 10,
      default: 1,
    }),
  }),
  shown: ["std"],
  reads: [{ name: "x", help: "A map, or vectors." }],
  writes: [{ name: "y", help: "The same, with the vector added." }],
  citations: [{ text: "Cheng et al. 2022, Mask2Former", address: "https://arxiv.org/abs/2112.01527" }],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
