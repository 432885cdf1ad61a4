import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const poolPositions = defineBlock({
  kind: "pool-positions",
  version: 1,
  title: "Pool positions",
  role: "pool",
  glyph: "in-out",
  summary: "Makes one vector of all positions: their mean, or the first of them.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Form",
      help: "The mean over all positions, or the first one alone, where a class token stands.",
      choices: ["mean", "first"],
      default: "mean",
    }),
  }),
  shown: ["form"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "y", help: "One vector." }],
  citations: [],
  shapes: ({ inputs }) => [features([], featuresRead(inputs, 1).width)],
});
