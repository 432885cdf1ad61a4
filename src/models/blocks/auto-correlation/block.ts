import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { wholeSeriesRead } from "../whole-series.ts";

export const autoCorrelation = defineBlock({
  kind: "auto-correlation",
  version: 1,
  title: "Auto-correlation",
  role: "attn",
  glyph: "token-mixer",
  summary: "Finds the delays at which a series is most like itself, and adds up what lies those delays away.",
  knobs: z.strictObject({
    factor: integerKnob({
      title: "Delay factor c",
      help: "How many lags are kept: c times the whole part of the logarithm of the number of steps.",
      minimum: 1,
      maximum: 5,
      default: 1,
    }),
  }),
  shown: ["factor"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "What each step gathered from like phases." }],
  citations: [
    {
      text: "Wu et al. 2021, Autoformer: Decomposition Transformers with Auto-Correlation for Long-Term Series Forecasting",
      address: "https://arxiv.org/abs/2106.13008",
    },
  ],
  shapes: ({ inputs }) => [wholeSeriesRead(inputs)],
});
