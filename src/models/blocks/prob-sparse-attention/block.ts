import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { seriesHeads, wholeSeriesRead } from "../whole-series.ts";

export const probSparseAttention = defineBlock({
  kind: "prob-sparse-attention",
  version: 1,
  title: "ProbSparse attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Lets only the queries attend whose scores stand out; all others take the mean of the values.",
  knobs: z.strictObject({
    heads: seriesHeads,
    factor: integerKnob({
      title: "Sample factor c",
      help: "How many keys are sampled and queries kept: c times the logarithm of the number of steps, rounded up.",
      minimum: 1,
      maximum: 10,
      default: 5,
    }),
  }),
  shown: ["heads", "factor"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "What each step gathered." }],
  citations: [
    {
      text: "Zhou et al. 2020, Informer: Beyond Efficient Transformer for Long Sequence Time-Series Forecasting",
      address: "https://arxiv.org/abs/2012.07436",
    },
  ],
  shapes: ({ knobs, inputs }) => [wholeSeriesRead(inputs, knobs.heads)],
});
