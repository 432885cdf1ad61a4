import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const nextToken = defineTask({
  kind: "next-token",
  title: "Next token",
  summary: "Predicts each token of a text from those before it.",
  knobs: z.strictObject({
    vocabulary: integerKnob({
      title: "Vocabulary",
      help: "How many different tokens there are; 256 for bytes. It must be that of the tokenizer of the experiment.",
      minimum: 2,
      maximum: 1 << 17,
      default: 256,
    }),
  }),
  ports: ({ vocabulary }) => ({
    inputs: [{ name: "tokens", shape: ids(["T"], vocabulary) }],
    outputs: [{ name: "logits", shape: features(["T"], vocabulary) }],
    targets: [{ name: "next", shape: ids(["T"], vocabulary) }],
  }),
});
