import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, numberKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { sameShape, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const pairedAttention = defineBlock({
  kind: "paired-attention",
  version: 1,
  title: "Paired attention",
  role: "attn",
  glyph: "token-mixer",
  summary: "Two streams attend to themselves and to each other with one set of weights: four updates.",
  knobs: z.strictObject({
    heads: integerKnob({ title: "Heads", help: "They divide the width.", minimum: 1, maximum: 256, default: 4 }),
    dropout: numberKnob({
      title: "Dropout",
      help: "Share of the updates set to zero in training.",
      minimum: 0,
      maximum: 0.9,
      default: 0,
    }),
  }),
  shown: ["heads"],
  reads: [
    { name: "source", help: "Normed vectors, a fixed number of them." },
    { name: "target", help: "As many of the other stream." },
  ],
  writes: [
    { name: "source", help: "What source finds in itself." },
    { name: "target", help: "What target finds in itself." },
    { name: "source-to-target", help: "What source finds in target." },
    { name: "target-to-source", help: "What target finds in source." },
  ],
  citations: [
    {
      text: "Zhang et al. 2025, Bi-directional Domain Adaptation",
      address: "https://doi.org/10.1109/TCSVT.2025.3586282",
    },
    { text: "Xu et al. 2021, CDTrans", address: "https://arxiv.org/abs/2109.06165" },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const other = inputs[1];
    if (!sameShape(input, other)) {
      throw new Refusal(`it pairs ${shapeText(input)} with ${shapeText(other)}; both streams need one shape.`, "reads");
    }
    if (input.positions.length !== 1 || input.positions.includes("T")) {
      throw new Refusal(
        `it reads ${shapeText(input)}, but it lets every vector see all others; it needs a fixed number of them.`,
      );
    }
    if (input.width % knobs.heads !== 0) {
      const legal = nearestDivisors(input.width, knobs.heads);
      throw new Refusal(
        `${knobs.heads} heads do not divide the width ${input.width}; the nearest legal values are ${listText(legal)}.`,
        "heads",
        legal[0],
      );
    }
    return [input, input, input, input];
  },
});
