import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { Refusal } from "../../document/problem.ts";
import { features, shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const transpose = defineBlock({
  kind: "transpose",
  version: 1,
  title: "Swap positions and channels",
  role: "swap",
  glyph: "topology",
  summary:
    "Makes each channel a position and each position a channel: a series of variables becomes one vector per variable.",
  knobs: z.strictObject({}),
  shown: [],
  reads: [{ name: "x", help: "A fixed number of vectors." }],
  writes: [{ name: "y", help: "As many vectors as there were channels." }],
  citations: [
    {
      text: "Liu et al. 2023, iTransformer: Inverted Transformers Are Effective for Time Series Forecasting",
      address: "https://arxiv.org/abs/2310.06625",
    },
  ],
  shapes({ inputs }) {
    const input = featuresRead(inputs, 1);
    const last = input.positions[input.positions.length - 1];
    if (last === "T") {
      throw new Refusal(`it reads ${shapeText(input)}, but a width cannot be the length of a sequence, which is free.`);
    }
    return [features([...input.positions.slice(0, -1), input.width], last)];
  },
});
