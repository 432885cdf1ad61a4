import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, numberKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { tileCount } from "../image-tiles.ts";

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
    return [features([tileCount(inputs, knobs.patch)], knobs.width)];
  },
});
