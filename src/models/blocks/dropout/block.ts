import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { numberKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const dropout = defineBlock({
  kind: "dropout",
  version: 1,
  title: "Dropout",
  role: "drop",
  glyph: "topology",
  summary: "Sets a random share of values to zero in training and scales the rest up; does nothing in evaluation.",
  knobs: z.strictObject({
    rate: numberKnob({
      title: "Rate",
      help: "Share of the values set to zero.",
      minimum: 0,
      maximum: 0.9,
      default: 0.1,
    }),
  }),
  shown: ["rate"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "y", help: "The same, thinned in training." }],
  citations: [
    {
      text: "Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
      address: "https://jmlr.org/papers/v15/srivastava14a.html",
    },
  ],
  shapes: ({ inputs }) => [featuresRead(inputs)],
});
