import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const classifyImage = defineTask({
  kind: "classify-image",
  title: "Classify images",
  summary: "Names the class of each image.",
  knobs: z.strictObject({
    height: integerKnob({ title: "Height", help: "Rows of an image.", minimum: 1, maximum: 1024, default: 32 }),
    width: integerKnob({ title: "Width", help: "Columns of an image.", minimum: 1, maximum: 1024, default: 32 }),
    channels: integerKnob({ title: "Channels", help: "Values of a pixel.", minimum: 1, maximum: 64, default: 3 }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 10_000, default: 10 }),
  }),
  ports: ({ height, width, channels, classes }) => ({
    inputs: [{ name: "image", shape: features([height, width], channels) }],
    outputs: [{ name: "logits", shape: features([], classes) }],
    targets: [{ name: "class", shape: ids([], classes) }],
  }),
});
