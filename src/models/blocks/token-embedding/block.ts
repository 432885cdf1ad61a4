import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";

export const tokenEmbedding = defineBlock({
  kind: "token-embedding",
  version: 1,
  title: "Token embedding",
  role: "embed",
  glyph: "in-out",
  summary: "Looks up one learned vector for each token.",
  knobs: z.strictObject({
    width: integerKnob({
      title: "Width",
      help: "Channels of the residual stream from here on.",
      minimum: 1,
      maximum: 16_384,
      default: 96,
    }),
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial vectors: 1 with a head of its own, 0.1 when the head shares the table.",
      minimum: 0,
      maximum: 10,
      default: 1,
    }),
    scale: choiceKnob({
      title: "Scale",
      help: "Multiply every vector by the square root of the width, as some baselines do, or leave it as it is.",
      choices: ["none", "sqrt-width"],
      default: "none",
    }),
  }),
  shown: ["width", "std"],
  reads: [{ name: "ids", help: "Token ids." }],
  writes: [{ name: "vectors", help: "One vector for each token." }],
  citations: [],
  shapes({ knobs, inputs }) {
    const input = inputs[0];
    if (input.content === "features") {
      throw new Refusal(
        `it reads ${shapeText(input)}, but it looks up ids; it belongs where the stream still holds tokens.`,
      );
    }
    return [features(input.positions, knobs.width)];
  },
});
