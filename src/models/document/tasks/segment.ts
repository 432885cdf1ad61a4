import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const segment = defineTask({
  kind: "segment",
  title: "Segment images",
  summary: "Names the class of every pixel.",
  knobs: z.strictObject({
    height: integerKnob({ title: "Height", help: "Rows of an image.", minimum: 1, maximum: 1024, default: 64 }),
    width: integerKnob({ title: "Width", help: "Columns of an image.", minimum: 1, maximum: 1024, default: 64 }),
    channels: integerKnob({ title: "Channels", help: "Values of a pixel.", minimum: 1, maximum: 64, default: 3 }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 1_000, default: 6 }),
  }),
  ports: ({ height, width, channels, classes }) => ({
    inputs: [{ name: "image", shape: features([height, width], channels) }],
    outputs: [{ name: "logits", shape: features([height, width], classes) }],
    targets: [{ name: "class", shape: ids([height, width], classes) }],
  }),
});
