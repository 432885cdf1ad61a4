import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const legendreFilter = defineBlock({
  kind: "legendre-filter",
  version: 1,
  title: "Legendre filter",
  role: "memory",
  glyph: "token-mixer",
  summary:
    "Keeps the recent past of each channel as coefficients of Legendre polynomials: the fixed memory alone, with nothing to learn.",
  knobs: z.strictObject({
    memory: integerKnob({
      title: "Memory size",
      help: "Numbers kept of each channel: coefficients of so many Legendre polynomials.",
      minimum: 1,
      maximum: 512,
      default: 64,
    }),
    window: integerKnob({
      title: "Window",
      help: "How many past steps the memory spans; what is older fades out.",
      minimum: 1,
      maximum: 4096,
      default: 128,
    }),
  }),
  shown: ["memory", "window"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "The memory of every channel at each step." }],
  citations: [
    {
      text: "Voelker, Kajić and Eliasmith 2019, Legendre Memory Units: Continuous-Time Representation in Recurrent Neural Networks",
    },
    {
      text: "Liu et al. 2024, LMUFormer: Low Complexity Yet Powerful Spiking Model With Legendre Memory Units",
      address: "https://arxiv.org/abs/2402.04882",
    },
  ],
  stateFloats: ({ knobs, inputs }) => knobs.memory * featuresRead(inputs, 1).width,
  shapes({ knobs, inputs }) {
    const { positions, width } = featuresRead(inputs, 1);
    return [features(positions, width * knobs.memory)];
  },
});
