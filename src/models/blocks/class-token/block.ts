import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const classToken = defineBlock({
  kind: "class-token",
  version: 1,
  title: "Class token",
  role: "class",
  glyph: "in-out",
  summary: "Puts one learned vector before all others, in which the network gathers what it knows of the whole.",
  knobs: z.strictObject({
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial vector.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
  }),
  shown: ["std"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "The learned vector, then the same." }],
  citations: [
    {
      text: "Dosovitskiy et al. 2020, An Image is Worth 16x16 Words (ViT)",
      address: "https://arxiv.org/abs/2010.11929",
    },
  ],
  shapes({ inputs }) {
    const input = featuresRead(inputs, 1);
    const [places] = input.positions;
    if (input.positions.length !== 1 || typeof places !== "number") {
      throw new Refusal(
        `it reads ${shapeText(input)}, but it needs a fixed number of vectors in one row, such as the patches of an image.`,
      );
    }
    return [features([places + 1], input.width)];
  },
});
