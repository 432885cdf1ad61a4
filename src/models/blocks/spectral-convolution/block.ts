import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { mapRead } from "../map-shape.ts";

export const spectralConvolution = defineBlock({
  kind: "spectral-convolution",
  version: 1,
  title: "Spectral convolution",
  role: "spectral",
  glyph: "token-mixer",
  summary:
    "Moves filters over rows, columns and spectral bands alike, then batch norm and ReLU; each band becomes as many channels as there are filters.",
  knobs: z.strictObject({
    filters: integerKnob({
      title: "Filters",
      help: "Channels that each band becomes.",
      minimum: 1,
      maximum: 256,
      default: 8,
    }),
    kernel: integerKnob({
      title: "Filter side",
      help: "Rows, columns and bands of a filter; an odd number.",
      minimum: 1,
      maximum: 15,
      default: 3,
    }),
  }),
  shown: ["filters", "kernel"],
  reads: [{ name: "x", help: "A map whose channels are spectral bands in order." }],
  writes: [{ name: "y", help: "A map of bands times filters channels, band by band." }],
  citations: [
    {
      text: "Zhang et al. 2025, Bi-directional Domain Adaptation",
      address: "https://doi.org/10.1109/TCSVT.2025.3586282",
    },
  ],
  shapes({ knobs, inputs }) {
    const { height, columns, width } = mapRead(inputs);
    if (knobs.kernel % 2 === 0) {
      throw new Refusal(
        `a filter of ${knobs.kernel} bands has no middle one; its side must be odd.`,
        "kernel",
        knobs.kernel - 1,
      );
    }
    return [features([height, columns], width * knobs.filters)];
  },
});
