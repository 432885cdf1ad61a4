import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const classifySequence = defineTask({
  kind: "classify-sequence",
  title: "Classify sequences",
  summary: "Names the class of each sequence of tokens.",
  knobs: z.strictObject({
    vocabulary: integerKnob({
      title: "Vocabulary",
      help: "How many different tokens there are.",
      minimum: 2,
      maximum: 1 << 17,
      default: 256,
    }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 10_000, default: 2 }),
  }),
  ports: ({ vocabulary, classes }) => ({
    inputs: [{ name: "tokens", shape: ids(["T"], vocabulary) }],
    outputs: [{ name: "logits", shape: features([], classes) }],
    targets: [{ name: "class", shape: ids([], classes) }],
  }),
});
