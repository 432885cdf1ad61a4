import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { featuresRead } from "../input-shape.ts";

export const seriesNorm = defineBlock({
  kind: "series-norm",
  version: 1,
  title: "Normalise each series",
  role: "scale",
  glyph: "norm",
  summary: "Takes from every variable of a window its own mean and divides by its own deviation over time.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [{ name: "window", help: "Steps of several variables." }],
  writes: [{ name: "y", help: "The same, each variable with mean 0 and deviation 1." }],
  citations: [
    {
      text: "Liu et al. 2023, iTransformer: Inverted Transformers Are Effective for Time Series Forecasting",
      address: "https://arxiv.org/abs/2310.06625",
    },
    { text: "Kim et al. 2022, Reversible Instance Normalization for Accurate Time-Series Forecasting" },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs, 1)],
});
