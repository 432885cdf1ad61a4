import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const labelTokens = defineTask({
  kind: "label-tokens",
  title: "Label tokens",
  summary: "Gives a label to each token of a row, or to those of which one is asked.",
  knobs: z.strictObject({
    vocabulary: integerKnob({
      title: "Vocabulary",
      help: "How many different tokens there are. It must be that of the task's data.",
      minimum: 2,
      maximum: 1 << 16,
      default: 16,
    }),
    classes: integerKnob({ title: "Classes", help: "Possible labels.", minimum: 2, maximum: 10_000, default: 2 }),
  }),
  ports: ({ vocabulary, classes }) => ({
    inputs: [{ name: "tokens", shape: ids(["T"], vocabulary) }],
    outputs: [{ name: "logits", shape: features(["T"], classes) }],
    targets: [{ name: "label", shape: ids(["T"], classes) }],
  }),
});
