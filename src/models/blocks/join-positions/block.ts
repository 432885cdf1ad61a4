import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const joinPositions = defineBlock({
  kind: "join-positions",
  version: 1,
  title: "Join positions",
  role: "join",
  glyph: "topology",
  summary: "Puts the vectors of the last position axis behind one another, as one long vector.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [{ name: "x", help: "A fixed number of vectors." }],
  writes: [{ name: "y", help: "One vector of all their channels." }],
  citations: [],
  shapes({ inputs }) {
    const { positions, width } = featuresRead(inputs, 1);
    const last = positions[positions.length - 1];
    if (last === "T") {
      throw new Refusal(`it reads ${shapeText(inputs[0])}, whose number of vectors is free; a width is not.`);
    }
    return [features(positions.slice(0, -1), last * width)];
  },
});
