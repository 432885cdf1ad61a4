import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const forecast = defineTask({
  kind: "forecast",
  title: "Forecast",
  summary: "Continues several series of numbers.",
  knobs: z.strictObject({
    lookback: integerKnob({
      title: "Look-back",
      help: "Steps of a window that are read.",
      minimum: 1,
      maximum: 4096,
      default: 96,
    }),
    variables: integerKnob({ title: "Variables", help: "Series in a window.", minimum: 1, maximum: 1024, default: 7 }),
    horizon: integerKnob({ title: "Horizon", help: "Steps predicted.", minimum: 1, maximum: 1024, default: 24 }),
  }),
  ports: ({ lookback, variables, horizon }) => ({
    inputs: [{ name: "window", shape: features([lookback], variables) }],
    outputs: [{ name: "future", shape: features([horizon], variables) }],
    targets: [{ name: "future", shape: features([horizon], variables) }],
  }),
});
