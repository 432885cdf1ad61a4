import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const legendreMemory = defineBlock({
  kind: "legendre-memory",
  version: 1,
  title: "Legendre memory",
  role: "lmu",
  glyph: "token-mixer",
  summary:
    "Writes one number per token into a fixed linear memory of the recent past, and lets every token read all of it.",
  knobs: z.strictObject({
    memory: integerKnob({
      title: "Memory size",
      help: "Numbers kept to summarise the recent past: coefficients of so many Legendre polynomials.",
      minimum: 1,
      maximum: 256,
      default: 64,
    }),
    window: integerKnob({
      title: "Window",
      help: "How many past tokens the memory spans; what is older fades out.",
      minimum: 1,
      maximum: 4096,
      default: 128,
    }),
    inputs: integerKnob({
      title: "Inputs to memory",
      help: "Numbers written per token, each into a memory of its own. The paper writes one.",
      minimum: 1,
      maximum: 8,
      default: 1,
    }),
  }),
  shown: ["memory", "window"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What each token read from the memory." }],
  citations: [
    {
      text: "Liu et al. 2024, LMUFormer: Low Complexity Yet Powerful Spiking Model With Legendre Memory Units",
      address: "https://arxiv.org/abs/2402.04882",
    },
    {
      text: "Voelker, Kajić and Eliasmith 2019, Legendre Memory Units: Continuous-Time Representation in Recurrent Neural Networks",
    },
    {
      text: "Chilkuri and Eliasmith 2021, Parallelizing Legendre Memory Unit Training",
      address: "https://arxiv.org/abs/2102.11417",
    },
  ],
  stateFloats: ({ knobs }) => knobs.inputs * knobs.memory,
  shapes: ({ inputs }) => [featuresRead(inputs, 1)],
});
