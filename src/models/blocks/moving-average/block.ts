import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const movingAverage = defineBlock({
  kind: "moving-average",
  version: 1,
  title: "Trend or season",
  role: "decompose",
  glyph: "token-mixer",
  summary:
    "Splits a series into its moving average, the trend, and what is left, the season, and hands one of them on.",
  knobs: z.strictObject({
    window: integerKnob({
      title: "Trend window",
      help: "Steps that are averaged, an odd number; at the ends the first and the last value are repeated.",
      minimum: 1,
      maximum: 199,
      default: 25,
    }),
    part: choiceKnob({
      title: "Part",
      help: "The trend, or the season that is left without it.",
      choices: ["season", "trend"],
      default: "season",
    }),
  }),
  shown: ["window", "part"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "Its trend or its season." }],
  citations: [
    { text: "Wu et al. 2021, Autoformer (series decomposition)", address: "https://arxiv.org/abs/2106.13008" },
    {
      text: "Zeng et al. 2022, Are Transformers Effective for Time Series Forecasting? (DLinear)",
      address: "https://arxiv.org/abs/2205.13504",
    },
  ],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    if (knobs.window % 2 === 0) {
      throw new Refusal(
        `a window of ${knobs.window} steps has no middle; odd numbers have.`,
        "window",
        knobs.window + 1,
      );
    }
    if (input.positions.includes("T")) {
      throw new Refusal(
        "its window looks ahead of each step, which a sequence of free length must not; it works on whole windows.",
      );
    }
    return [input];
  },
});
