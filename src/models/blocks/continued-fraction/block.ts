import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, numberKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";
import { FRACTION_KNOBS } from "./fraction-knobs.ts";

export const continuedFraction = defineBlock({
  kind: "continued-fraction",
  version: 1,
  title: "Continued-fraction mixer",
  role: "ffn",
  glyph: "channel-mixer",
  summary: "A linear map plus learned continued fractions of each gated channel, in place of a feed-forward network.",
  knobs: z.strictObject({
    ladders: integerKnob({
      title: "Ladders",
      help: "Independent fractions added per channel; 0 leaves the linear map alone.",
      minimum: 0,
      maximum: 8,
      default: 3,
    }),
    depth: integerKnob({
      title: "Depth",
      help: "Levels in each fraction; the paper uses odd numbers.",
      minimum: 1,
      maximum: 8,
      default: 4,
    }),
    eps: numberKnob({
      title: "Epsilon",
      help: "Smallest allowed denominator.",
      minimum: 1e-3,
      maximum: 0.1,
      default: 0.01,
    }),
    ...FRACTION_KNOBS,
  }),
  shown: ["ladders", "depth"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The update of each token." }],
  citations: [
    {
      text: "Dhurandhar et al. 2026, CoFrGeNet: Continued Fraction Architectures for Language Generation",
      address: "https://arxiv.org/abs/2601.21766",
    },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
