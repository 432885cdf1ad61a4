import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const pairRetrieval = defineTask({
  kind: "pair-retrieval",
  title: "Match pairs",
  summary: "Says whether two sequences belong together.",
  knobs: z.strictObject({
    vocabulary: integerKnob({
      title: "Vocabulary",
      help: "How many different tokens there are.",
      minimum: 2,
      maximum: 1 << 17,
      default: 256,
    }),
  }),
  ports: ({ vocabulary }) => ({
    inputs: [
      { name: "first", shape: ids(["T"], vocabulary) },
      { name: "second", shape: ids(["T"], vocabulary) },
    ],
    outputs: [{ name: "logits", shape: features([], 2) }],
    targets: [{ name: "match", shape: ids([], 2) }],
  }),
});
