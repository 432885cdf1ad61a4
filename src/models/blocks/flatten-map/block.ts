import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { features } from "../../document/shape.ts";
import { mapRead } from "../map-shape.ts";

export const flattenMap = defineBlock({
  kind: "flatten-map",
  version: 1,
  title: "Map as tokens",
  role: "tokens",
  glyph: "topology",
  summary: "Reads the positions of a map, row by row, as one sequence of vectors.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "One vector for each position." }],
  citations: [],
  shapes({ inputs }) {
    const { height, columns, width } = mapRead(inputs);
    return [features([height * columns], width)];
  },
});
