import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";
import { mapRead } from "../map-shape.ts";
import { headsKnob, headsRefused, queriesRead } from "../query-shapes.ts";

export const regionAttention = defineBlock({
  kind: "region-attention",
  version: 1,
  title: "Region attention",
  role: "cross",
  glyph: "token-mixer",
  summary:
    "Queries look at a map, inside the regions that they meant so far: at one pixel that stands for the region, or at all.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Cross-attention",
      help: "One best pixel per query and head, softly chosen or not, or a weighted sum of many, in its region or everywhere.",
      choices: ["prototype", "soft-prototype", "masked", "full"],
      default: "prototype",
    }),
    heads: headsKnob,
    normalise: choiceKnob({
      title: "Normalise along",
      help: "Of prototypes: which axis is scaled to unit length after the product. The released code takes queries.",
      choices: ["queries", "channels"],
      default: "queries",
    }),
    temperature: numberKnob({
      title: "Temperature",
      help: "Of a soft choice: likenesses are divided by this before the softmax; small ones come close to the hard choice.",
      minimum: 0.001,
      maximum: 10,
      default: 0.05,
    }),
  }),
  shown: ["form", "heads"],
  reads: [
    { name: "queries", help: "What the queries hold." },
    { name: "positions", help: "Who they are." },
    { name: "map", help: "Where they look, as wide as a query." },
    { name: "masks", help: "Logits of the region that each query means; it looks where they are not below zero." },
  ],
  writes: [{ name: "y", help: "The update of each query." }],
  citations: [
    { text: "Cavagnero et al. 2024, PEM", address: "https://arxiv.org/abs/2402.19422" },
    { text: "Cheng et al. 2022, Mask2Former", address: "https://arxiv.org/abs/2112.01527" },
  ],
  shapes({ knobs, inputs }) {
    const queries = queriesRead(inputs);
    const map = mapRead(inputs.slice(2));
    const masks = featuresRead(inputs.slice(3), 2);
    if (map.width !== queries.width || masks.positions.length !== 2 || masks.positions[0] !== queries.positions[0]) {
      throw new Refusal(
        `it reads queries ${shapeText(queries)}, a map ${map.width} wide and masks ${shapeText(masks)}; the map must be as wide as a query, and each query has one mask.`,
        "reads",
      );
    }
    headsRefused(knobs.heads, queries.width);
    return [queries];
  },
});
