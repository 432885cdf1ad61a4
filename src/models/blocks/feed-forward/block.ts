import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob, toggleKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const feedForward = defineBlock({
  kind: "feed-forward",
  version: 1,
  title: "Feed-forward",
  role: "ffn",
  glyph: "channel-mixer",
  summary: "Widens each token's vector, applies a non-linearity, and narrows it again.",
  knobs: z.strictObject({
    hidden: integerKnob({
      title: "Hidden width",
      help: "Channels between the two projections.",
      minimum: 1,
      maximum: 65_536,
      default: 256,
    }),
    activation: choiceKnob({
      title: "Non-linearity",
      help: "SwiGLU multiplies one projection by the SiLU of another (three matrices); the others use two matrices.",
      choices: ["swiglu", "gelu-tanh", "gelu-erf", "relu2", "silu"],
      default: "swiglu",
    }),
    bias: toggleKnob({ title: "Biases", help: "Learned offsets on all projections.", default: false }),
    start: choiceKnob({
      title: "Initial weights",
      help: "0.02 with a smaller output matrix in deeper networks, or half of 1/√inputs everywhere.",
      choices: ["depth-scaled", "half-fan-in"],
      default: "depth-scaled",
    }),
    dropout: numberKnob({
      title: "Dropout",
      help: "Share of the block's outputs set to zero in training.",
      minimum: 0,
      maximum: 0.9,
      default: 0,
    }),
  }),
  shown: ["hidden", "activation"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The update of each token." }],
  citations: [
    { text: "Shazeer 2020, GLU Variants Improve Transformer", address: "https://arxiv.org/abs/2002.05202" },
    { text: "Hendrycks and Gimpel 2016, Gaussian Error Linear Units", address: "https://arxiv.org/abs/1606.08415" },
    { text: "So et al. 2021, Primer (squared ReLU)", address: "https://arxiv.org/abs/2109.08668" },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
