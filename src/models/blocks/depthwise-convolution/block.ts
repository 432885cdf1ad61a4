import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { mapRead } from "../map-shape.ts";

export const depthwiseConvolution = defineBlock({
  kind: "depthwise-convolution",
  version: 1,
  title: "Depthwise convolution",
  role: "dwconv",
  glyph: "token-mixer",
  summary: "Filters each channel of a map by a filter of its own; channels do not meet.",
  knobs: z.strictObject({
    kernel: integerKnob({
      title: "Filter side",
      help: "Positions of a filter's side; odd, so that the map keeps its size.",
      minimum: 1,
      maximum: 31,
      default: 3,
    }),
    bias: toggleKnob({ title: "Bias", help: "A learned offset for each channel.", default: true }),
  }),
  shown: ["kernel", "bias"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "A map of the same size." }],
  citations: [{ text: "Howard et al. 2017, MobileNets", address: "https://arxiv.org/abs/1704.04861" }],
  shapes({ knobs, inputs }) {
    mapRead(inputs);
    if (knobs.kernel % 2 === 0) {
      throw new Refusal(`a side of ${knobs.kernel} has no middle; use an odd one.`, "kernel", knobs.kernel + 1);
    }
    return [inputs[0]];
  },
});
