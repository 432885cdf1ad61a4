import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const seriesConvolution = defineBlock({
  kind: "series-convolution",
  version: 1,
  title: "Convolution over time",
  role: "conv",
  glyph: "token-mixer",
  summary: "Moves learned filters along the steps of a series; each sees its neighbours in time and all channels.",
  knobs: z.strictObject({
    width: integerKnob({
      title: "Width",
      help: "Channels of what it makes.",
      minimum: 1,
      maximum: 16_384,
      default: 64,
    }),
    kernel: integerKnob({
      title: "Filter length",
      help: "Steps that a filter sees, an odd number unless it looks back only.",
      minimum: 1,
      maximum: 63,
      default: 3,
    }),
    causal: toggleKnob({
      title: "Causal padding",
      help: "Looks back only, at no step ahead, so that it can run sample by sample without delay.",
      default: false,
    }),
    bias: toggleKnob({ title: "Bias", help: "A learned offset for each channel.", default: false }),
  }),
  shown: ["width", "kernel"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "As many steps, of the given width." }],
  citations: [
    {
      text: "Liu et al. 2024, LMUFormer: Low Complexity Yet Powerful Spiking Model With Legendre Memory Units",
      address: "https://arxiv.org/abs/2402.04882",
    },
  ],
  stateFloats: ({ knobs, inputs }) => (knobs.causal ? (knobs.kernel - 1) * featuresRead(inputs, 1).width : 0),
  shapes({ knobs: { width, kernel, causal }, inputs }) {
    const input = featuresRead(inputs, 1);
    if (!causal && kernel % 2 === 0) {
      throw new Refusal(`a filter of ${kernel} steps has no middle; odd numbers have.`, "kernel", kernel + 1);
    }
    if (!causal && kernel > 1 && input.positions.includes("T")) {
      throw new Refusal("its filters look ahead, which a sequence of free length must not.", "causal", true);
    }
    return [features(input.positions, width)];
  },
});
