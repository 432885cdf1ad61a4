import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const semanticTokens = defineBlock({
  kind: "semantic-tokens",
  version: 1,
  title: "Semantic tokens",
  role: "tokens",
  glyph: "token-mixer",
  summary: "Sums the positions up in a few vectors, each a mean that weighs positions by what stands there.",
  knobs: z.strictObject({
    tokens: integerKnob({ title: "Tokens", help: "Vectors that it makes.", minimum: 1, maximum: 64, default: 4 }),
  }),
  shown: ["tokens"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them." }],
  writes: [{ name: "y", help: "The tokens." }],
  citations: [
    {
      text: "Sun et al. 2022, Spectral-Spatial Feature Tokenization Transformer",
      address: "https://doi.org/10.1109/TGRS.2022.3144158",
    },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    if (input.positions.length !== 1 || input.positions.includes("T")) {
      throw new Refusal(
        `it reads ${shapeText(input)}, but it weighs a fixed number of vectors in one row; put “Map as tokens” before it.`,
      );
    }
    return [features([knobs.tokens], input.width)];
  },
});
