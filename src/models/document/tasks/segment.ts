import { z } from "../../../lib/zod.ts";
import { defineTask } from "../definition.ts";
import { integerKnob, numberKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";

/** Factor of a part of the loss. */
const weightKnob = (title: string, help: string, usual: number) =>
  numberKnob({ title, help, minimum: 0, maximum: 10, default: usual });

export const segment = defineTask({
  kind: "segment",
  title: "Segment images",
  summary: "Names the regions of an image: a class and a mask for each query.",
  knobs: z.strictObject({
    height: integerKnob({ title: "Height", help: "Rows of an image.", minimum: 1, maximum: 1024, default: 64 }),
    width: integerKnob({ title: "Width", help: "Columns of an image.", minimum: 1, maximum: 1024, default: 64 }),
    channels: integerKnob({ title: "Channels", help: "Values of a pixel.", minimum: 1, maximum: 64, default: 3 }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 1_000, default: 6 }),
    queries: integerKnob({
      title: "Queries",
      help: "Regions that can be named at most; an image may not have more segments.",
      minimum: 1,
      maximum: 32,
      default: 12,
    }),
    maskStride: integerKnob({
      title: "Mask stride",
      help: "Pixels along the side of a cell of a mask.",
      minimum: 1,
      maximum: 32,
      default: 2,
    }),
    classWeight: weightKnob("Class weight", "Factor of the classes' cross-entropy in cost and loss.", 2),
    maskWeight: weightKnob("Mask weight", "Factor of the masks' cross-entropy, cell by cell.", 5),
    overlapWeight: weightKnob("Overlap weight", "Factor of one less the masks' Dice overlap.", 5),
  }),
  ports: ({ height, width, channels, classes, queries, maskStride }) => ({
    inputs: [{ name: "image", shape: features([height, width], channels) }],
    outputs: [
      { name: "classes", shape: features([queries], classes + 1) },
      {
        name: "masks",
        shape: features([queries, Math.ceil(height / maskStride)], Math.ceil(width / maskStride)),
      },
    ],
    targets: [{ name: "class", shape: ids([height, width], classes) }],
  }),
});
