import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const patchEmbedding = defineBlock({
  kind: "patch-embedding",
  version: 1,
  title: "Patch embedding",
  role: "patches",
  glyph: "in-out",
  summary: "Cuts an image into square patches and maps each to one vector.",
  knobs: z.strictObject({
    patch: integerKnob({
      title: "Patch",
      help: "Side of a patch in pixels; it must divide both sides of the image.",
      minimum: 1,
      maximum: 256,
      default: 4,
    }),
    width: integerKnob({
      title: "Width",
      help: "Channels of the residual stream from here on.",
      minimum: 1,
      maximum: 16_384,
      default: 96,
    }),
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial matrix.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
  }),
  shown: ["patch", "width"],
  reads: [{ name: "image", help: "An image." }],
  writes: [{ name: "vectors", help: "One vector for each patch, row by row." }],
  citations: [
    {
      text: "Dosovitskiy et al. 2020, An Image is Worth 16x16 Words (ViT)",
      address: "https://arxiv.org/abs/2010.11929",
    },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const [height, width] = input.positions;
    if (input.positions.length !== 2 || typeof height !== "number" || typeof width !== "number") {
      throw new Refusal(`it reads ${shapeText(input)}, but only images, [height, width, channels], have patches.`);
    }
    if (height % knobs.patch !== 0 || width % knobs.patch !== 0) {
      const sides = Array.from({ length: Math.min(height, width) }, (_, i) => i + 1);
      const nearest = sides
        .filter((side) => height % side === 0 && width % side === 0)
        .reduce((best, side) => (Math.abs(side - knobs.patch) < Math.abs(best - knobs.patch) ? side : best), 1);
      throw new Refusal(`patches of ${knobs.patch} do not tile an image of ${height} x ${width}.`, "patch", nearest);
    }
    return [features([(height / knobs.patch) * (width / knobs.patch)], knobs.width)];
  },
});
