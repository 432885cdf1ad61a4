import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { numberKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features, samePositions, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const head = defineBlock({
  kind: "head",
  version: 1,
  title: "Output head",
  role: "head",
  glyph: "in-out",
  summary: "Maps each vector to the numbers that the task wants; its matrix can be tied to the token embedding.",
  knobs: z.strictObject({
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial matrix; without effect when it is tied.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
    bias: toggleKnob({ title: "Bias", help: "A learned offset for each output.", default: false }),
  }),
  shown: ["std", "bias"],
  reads: [{ name: "x", help: "Vectors." }],
  writes: [{ name: "outputs", help: "What the task wants." }],
  citations: [],
  shapes({ inputs, wanted }) {
    const input = featuresRead(inputs);
    if (wanted === undefined) {
      throw new Refusal(
        "it stands outside the heads of the document, where the task wants nothing; move it into a head.",
      );
    }
    if (wanted.content === "ids") throw new Refusal(`the task wants ${shapeText(wanted)}, which a head cannot give.`);
    if (!samePositions(input.positions, wanted.positions)) {
      throw new Refusal(
        `it reads ${shapeText(input)} but the task wants ${shapeText(wanted)}: the positions differ; pool or pick positions before the head.`,
      );
    }
    return [features(input.positions, wanted.width)];
  },
});
