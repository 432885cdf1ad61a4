import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { Refusal } from "../../document/problem.ts";
import { features, samePositions, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const pairFeatures = defineBlock({
  kind: "pair-features",
  version: 1,
  title: "Pair features",
  role: "pair",
  glyph: "topology",
  summary: "Puts two vectors, their product and their difference side by side, for a head that judges the pair.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [
    { name: "first", help: "Vectors." },
    { name: "second", help: "Vectors of the same width." },
  ],
  writes: [{ name: "y", help: "Vectors of four times the width." }],
  citations: [{ text: "Tay et al. 2020, Long Range Arena", address: "https://arxiv.org/abs/2011.04006" }],
  shapes({ inputs }) {
    const [first, second] = inputs.map((input) => featuresRead([input]));
    if (first.width !== second.width || !samePositions(first.positions, second.positions)) {
      throw new Refusal(
        `it reads ${shapeText(first)} and ${shapeText(second)}, but compares vectors of one width at the same positions.`,
      );
    }
    return [features(first.positions, 4 * first.width)];
  },
});
