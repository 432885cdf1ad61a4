import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob } from "../../document/knobs.ts";
import { features } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";
import { unitsRead } from "../quarters.ts";

export const poolQuarters = defineBlock({
  kind: "pool-quarters",
  version: 1,
  title: "Pool units",
  role: "pool",
  glyph: "topology",
  summary: "Makes one token of every 2 x 2 in units of a map: a quarter as many.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Form",
      help: "The largest of the four in each channel, or their mean.",
      choices: ["max", "mean"],
      default: "max",
    }),
  }),
  shown: ["form"],
  reads: [{ name: "x", help: "The tokens of each unit." }],
  writes: [{ name: "y", help: "A quarter of them." }],
  citations: [{ text: "Ryali et al. 2023, Hiera", address: "https://arxiv.org/abs/2306.00989" }],
  shapes({ inputs }) {
    const [units, tokens] = unitsRead(inputs, true);
    return [features([units, tokens / 4], featuresRead(inputs).width)];
  },
});
