import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, toggleKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const linear = defineBlock({
  kind: "linear",
  version: 1,
  title: "Linear map",
  role: "map",
  glyph: "channel-mixer",
  summary: "Maps each vector to another of a given width.",
  knobs: z.strictObject({
    width: integerKnob({
      title: "Width",
      help: "Channels of the vectors that it makes.",
      minimum: 1,
      maximum: 16_384,
      default: 64,
    }),
    bias: toggleKnob({ title: "Bias", help: "A learned offset for each channel.", default: true }),
    start: choiceKnob({
      title: "Initial weights",
      help: "Normal with spread 0.02 or 1/√(3 inputs), or every output begins as the mean of the inputs.",
      choices: ["normal", "fan-in", "mean"],
      default: "normal",
    }),
  }),
  shown: ["width", "bias"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "y", help: "Vectors of the given width." }],
  citations: [],
  shapes: ({ knobs, inputs }) => [features(featuresRead(inputs).positions, knobs.width)],
});
