import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const classifySeries = defineTask({
  kind: "classify-series",
  title: "Classify series",
  summary: "Names the class of each series of numbers, such as a spoken word.",
  knobs: z.strictObject({
    steps: integerKnob({ title: "Steps", help: "Time steps of a series.", minimum: 1, maximum: 4096, default: 128 }),
    channels: integerKnob({ title: "Channels", help: "Numbers at a step.", minimum: 1, maximum: 1024, default: 20 }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 10_000, default: 10 }),
  }),
  ports: ({ steps, channels, classes }) => ({
    inputs: [{ name: "series", shape: features([steps], channels) }],
    outputs: [{ name: "logits", shape: features([], classes) }],
    targets: [{ name: "class", shape: ids([], classes) }],
  }),
});
