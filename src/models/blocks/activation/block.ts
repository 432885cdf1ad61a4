import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const activation = defineBlock({
  kind: "activation",
  version: 1,
  title: "Activation",
  role: "act",
  glyph: "channel-mixer",
  summary: "Sends each number through a non-linear function.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Form",
      help: "ReLU sets what is negative to zero; GELU and SiLU do it smoothly.",
      choices: ["relu", "gelu-erf", "silu", "tanh"],
      default: "relu",
    }),
  }),
  shown: ["form"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "y", help: "Vectors of the same shape." }],
  citations: [
    { text: "Hendrycks and Gimpel 2016, Gaussian Error Linear Units", address: "https://arxiv.org/abs/1606.08415" },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
