import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, optionalIntegerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { mapRead } from "../map-shape.ts";

export const deformableConvolution = defineBlock({
  kind: "deformable-convolution",
  version: 1,
  title: "Deformable convolution",
  role: "deform",
  glyph: "token-mixer",
  summary:
    "A convolution whose taps move to where they are useful and count as much as they are, both computed from the map.",
  knobs: z.strictObject({
    width: optionalIntegerKnob({
      title: "Width",
      help: "Channels of the map that it makes.",
      minimum: 1,
      maximum: 16_384,
      nullMeans: "as many as it reads",
    }),
    side: integerKnob({
      title: "Filter side",
      help: "Taps along a filter's side, an odd number.",
      minimum: 1,
      maximum: 7,
      default: 3,
    }),
    reach: integerKnob({
      title: "Reach",
      help: "Positions by which a tap may move in each direction at most.",
      minimum: 1,
      maximum: 8,
      default: 3,
    }),
  }),
  shown: ["width", "reach"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "A map of as many positions." }],
  citations: [
    { text: "Dai et al. 2017, Deformable Convolutional Networks", address: "https://arxiv.org/abs/1703.06211" },
    { text: "Zhu et al. 2019, Deformable ConvNets v2", address: "https://arxiv.org/abs/1811.11168" },
  ],
  shapes({ knobs, inputs }) {
    const input = mapRead(inputs);
    if (knobs.side % 2 === 0) {
      throw new Refusal(
        `a filter of ${knobs.side} taps a side has no middle; the nearest legal value is ${knobs.side - 1}.`,
        "side",
        knobs.side - 1,
      );
    }
    return [features([input.height, input.columns], knobs.width ?? input.width)];
  },
});
