import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { optionalIntegerKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const tokenMap = defineBlock({
  kind: "token-map",
  version: 1,
  title: "Tokens as map",
  role: "map",
  glyph: "topology",
  summary: "Lays a sequence of vectors out as the rows of a map.",
  knobs: z.strictObject({
    rows: optionalIntegerKnob({
      title: "Rows",
      help: "Rows of the map; the columns follow from the number of vectors.",
      minimum: 1,
      maximum: 4096,
      nullMeans: "as many as columns",
    }),
  }),
  shown: ["rows"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "A map." }],
  citations: [],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const [places] = input.positions;
    if (input.positions.length !== 1 || typeof places !== "number") {
      throw new Refusal(`it reads ${shapeText(input)}, but only a fixed number of vectors in one row makes a map.`);
    }
    const rows = knobs.rows ?? Math.round(Math.sqrt(places));
    if (places % rows !== 0 || (knobs.rows === null && rows * rows !== places)) {
      const legal = nearestDivisors(places, rows);
      throw new Refusal(
        `${places} vectors make no ${knobs.rows === null ? "square map" : `map of ${rows} rows`}; the nearest legal numbers of rows are ${listText(legal)}.`,
        "rows",
        legal[0],
      );
    }
    return [features([rows, places / rows], input.width)];
  },
});
