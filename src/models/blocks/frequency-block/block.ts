import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { seriesHeads, wholeSeriesRead } from "../whole-series.ts";

export const frequencyBlock = defineBlock({
  kind: "frequency-block",
  version: 1,
  title: "Frequency block",
  role: "attn",
  glyph: "token-mixer",
  summary: "Mixes channels at a few random frequencies of a series, each by a matrix of its own, and drops all others.",
  knobs: z.strictObject({
    heads: seriesHeads,
    modes: integerKnob({
      title: "Modes m",
      help: "Frequencies that are kept, drawn once at random; at most half of the steps and one.",
      minimum: 1,
      maximum: 64,
      default: 32,
    }),
  }),
  shown: ["heads", "modes"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "What is left of them, mixed." }],
  citations: [
    {
      text: "Zhou et al. 2022, FEDformer: Frequency Enhanced Decomposed Transformer for Long-term Series Forecasting",
      address: "https://arxiv.org/abs/2201.12740",
    },
  ],
  shapes: ({ knobs, inputs }) => [wholeSeriesRead(inputs, knobs.heads)],
});
