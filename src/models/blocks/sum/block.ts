import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { Refusal } from "../../document/problem.ts";
import { sameShape, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const sum = defineBlock({
  kind: "sum",
  version: 1,
  title: "Sum of streams",
  role: "sum",
  glyph: "topology",
  summary: "Adds streams of one shape, position by position.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [{ name: "streams", help: "What is added.", many: true }],
  writes: [{ name: "y", help: "The sum." }],
  citations: [],
  shapes({ inputs }) {
    const first = featuresRead(inputs);
    const other = inputs.find((input) => !sameShape(input, first));
    if (other === undefined) return [first];
    throw new Refusal(
      `it adds ${shapeText(first)} and ${shapeText(other)}; only streams of one shape can be added.`,
      "reads",
    );
  },
});
