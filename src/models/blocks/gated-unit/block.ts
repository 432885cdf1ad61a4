import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const gatedUnit = defineBlock({
  kind: "gated-unit",
  version: 1,
  title: "Gated unit",
  role: "glu",
  glyph: "channel-mixer",
  summary:
    "Two wide projections of each vector, normed and multiplied with each other, then narrowed: a GLU with norms inside.",
  knobs: z.strictObject({
    hidden: integerKnob({
      title: "Hidden width",
      help: "Channels of each of the two projections; a norm needs two at least.",
      minimum: 2,
      maximum: 65_536,
      default: 256,
    }),
    gate: choiceKnob({
      title: "Gate",
      help: "The curve that one half goes through before both are multiplied; bilinear has none.",
      choices: ["geglu", "swiglu", "reglu", "sigmoid", "bilinear"],
      default: "geglu",
    }),
    innerNorm: choiceKnob({
      title: "Inner norm",
      help: "One scale and shift for both halves, as the authors do; one for each; or no norm inside.",
      choices: ["shared", "separate", "none"],
      default: "shared",
    }),
    dropout: numberKnob({
      title: "Dropout",
      help: "Share of the block's outputs set to zero in training.",
      minimum: 0,
      maximum: 0.9,
      default: 0,
    }),
  }),
  shown: ["hidden", "gate"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "y", help: "The update of each vector." }],
  citations: [
    {
      text: "Abdullah and Aydin 2024, Activator: GLU Activation Function as the Core Component of a Vision Transformer",
      address: "https://arxiv.org/abs/2405.15953",
    },
    { text: "Shazeer 2020, GLU Variants Improve Transformer", address: "https://arxiv.org/abs/2002.05202" },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
