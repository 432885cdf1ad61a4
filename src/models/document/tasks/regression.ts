import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const regression = defineTask({
  kind: "regression",
  title: "Regression in context",
  summary: "Reads pairs of a point and its value, one after the other, and predicts the value at each point.",
  knobs: z.strictObject({
    width: integerKnob({
      title: "Width",
      help: "Numbers in one token: a point, or a value in the first place.",
      minimum: 1,
      maximum: 1024,
      default: 8,
    }),
    outputs: integerKnob({ title: "Outputs", help: "Numbers predicted.", minimum: 1, maximum: 64, default: 1 }),
  }),
  ports: ({ width, outputs }) => ({
    inputs: [{ name: "points", shape: features(["T"], width) }],
    outputs: [{ name: "values", shape: features(["T"], outputs) }],
    targets: [{ name: "values", shape: features(["T"], outputs) }],
  }),
});
