import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const seriesRestore = defineBlock({
  kind: "series-restore",
  version: 1,
  title: "Restore each series",
  role: "restore",
  glyph: "norm",
  summary: "Puts back the mean and the deviation that every variable had in the window that was read.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [
    { name: "x", help: "Steps of normalised variables, such as a forecast." },
    { name: "window", help: "The window before it was normalised." },
  ],
  writes: [{ name: "y", help: "The same steps, on the window's level and scale." }],
  citations: [
    {
      text: "Liu et al. 2023, iTransformer: Inverted Transformers Are Effective for Time Series Forecasting",
      address: "https://arxiv.org/abs/2310.06625",
    },
  ],
  shapes({ inputs }) {
    const input = featuresRead(inputs, 1);
    const window = featuresRead(inputs.slice(1), 1);
    if (input.width !== window.width) {
      throw new Refusal(
        `it restores ${shapeText(input)} by a window of ${shapeText(window)}; both need the same variables, as channels.`,
        "reads",
      );
    }
    return [input];
  },
});
