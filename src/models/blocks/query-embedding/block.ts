import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, numberKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const queryEmbedding = defineBlock({
  kind: "query-embedding",
  version: 1,
  title: "Query embedding",
  role: "queries",
  glyph: "in-out",
  summary: "Learned vectors, the same for every image, that a decoder fills with what it finds.",
  knobs: z.strictObject({
    queries: integerKnob({
      title: "Queries",
      help: "Upper bound on the regions the model can name.",
      minimum: 1,
      maximum: 32,
      default: 12,
    }),
    width: integerKnob({ title: "Width", help: "Channels of a query.", minimum: 1, maximum: 16_384, default: 64 }),
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial vectors.",
      minimum: 0,
      maximum: 10,
      default: 1,
    }),
  }),
  shown: ["queries", "width"],
  reads: [{ name: "x", help: "Anything of the image." }],
  writes: [{ name: "queries", help: "The learned vectors." }],
  citations: [{ text: "Cheng et al. 2021, MaskFormer", address: "https://arxiv.org/abs/2107.06278" }],
  shapes({ knobs, inputs }) {
    featuresRead(inputs);
    return [features([knobs.queries], knobs.width)];
  },
});
