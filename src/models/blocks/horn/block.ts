import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const horn = defineBlock({
  kind: "horn",
  version: 1,
  title: "Horn",
  role: "horn",
  glyph: "position",
  summary: "Writes a fixed signal of the absolute position into the mean of each token's vector.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Signal",
      help: "1/(p+1) falls with the position p; zero only removes the mean, which is the paper's ablation.",
      choices: ["reciprocal", "zero"],
      default: "reciprocal",
    }),
  }),
  shown: ["form"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The same with another mean." }],
  citations: [{ text: "Abu Ayyash 2026, Three-Phase Transformer", address: "https://arxiv.org/abs/2604.14430" }],
  shapes: ({ inputs }) => [featuresRead(inputs, 1)],
});
