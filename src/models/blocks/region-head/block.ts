import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";
import { mapRead } from "../map-shape.ts";

export const regionHead = defineBlock({
  kind: "region-head",
  version: 1,
  title: "Region head",
  role: "answer",
  glyph: "in-out",
  summary: "What each query says of the image: a class, or that it names nothing, and the region that it means.",
  knobs: z.strictObject({
    classes: integerKnob({
      title: "Classes",
      help: "Possible classes of a region; one more answer says that there is none.",
      minimum: 1,
      maximum: 1_000,
      default: 6,
    }),
  }),
  shown: ["classes"],
  reads: [
    { name: "queries", help: "Queries, one row of vectors." },
    { name: "features", help: "A map of what tells regions apart, as wide as a query." },
  ],
  writes: [
    { name: "classes", help: "Logits of each query's class, the last for none." },
    { name: "masks", help: "A map of logits for each query: above zero inside its region." },
  ],
  citations: [{ text: "Cheng et al. 2021, MaskFormer", address: "https://arxiv.org/abs/2107.06278" }],
  shapes({ knobs, inputs }) {
    const queries = featuresRead(inputs, 1);
    const map = mapRead(inputs.slice(1));
    if (queries.positions.length !== 1 || queries.width !== map.width) {
      throw new Refusal(
        `it reads queries ${queries.width} wide and a map ${map.width} wide, but masks are their products; make both one width.`,
        "reads",
      );
    }
    const [count] = queries.positions;
    return [features([count], knobs.classes + 1), features([count, map.height], map.columns)];
  },
});
