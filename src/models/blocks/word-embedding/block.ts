import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { tileCount } from "../image-tiles.ts";

export const wordEmbedding = defineBlock({
  kind: "word-embedding",
  version: 1,
  title: "Word embedding",
  role: "words",
  glyph: "in-out",
  summary: "Cuts an image into patches and each patch into words: small pieces that learned filters make vectors of.",
  knobs: z.strictObject({
    patch: integerKnob({
      title: "Patch",
      help: 'Size of a "sentence" tile in pixels; it must divide both sides of the image.',
      minimum: 1,
      maximum: 256,
      default: 8,
    }),
    stride: integerKnob({
      title: "Word stride",
      help: "Step between the words inside a tile.",
      minimum: 1,
      maximum: 64,
      default: 2,
    }),
    kernel: integerKnob({
      title: "Filter side",
      help: "Pixels of a filter's side, an odd number. Beyond the patch it reads zeros, never a neighbour.",
      minimum: 1,
      maximum: 31,
      default: 3,
    }),
    width: integerKnob({ title: "Width", help: "Features per word.", minimum: 1, maximum: 16_384, default: 16 }),
  }),
  shown: ["patch", "width"],
  reads: [{ name: "image", help: "An image." }],
  writes: [{ name: "words", help: "The words of each patch, patches row by row." }],
  citations: [{ text: "Han et al. 2021, Transformer in Transformer", address: "https://arxiv.org/abs/2103.00112" }],
  shapes({ knobs, inputs }) {
    const { kernel, patch, stride, width } = knobs;
    const patches = tileCount(inputs, patch);
    if (kernel % 2 === 0) {
      throw new Refusal(`a filter of ${kernel} pixels has no middle; use an odd side.`, "kernel", kernel + 1);
    }
    return [features([patches, Math.ceil(patch / stride) ** 2], width)];
  },
});
