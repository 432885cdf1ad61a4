import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { mapRead } from "../map-shape.ts";

export const contextModulation = defineBlock({
  kind: "context-modulation",
  version: 1,
  title: "Context modulation",
  role: "context",
  glyph: "channel-mixer",
  summary: "Adds to a map its own channels again, weighed by a summary of the whole image.",
  knobs: z.strictObject({
    reduction: integerKnob({
      title: "Reduction",
      help: "The summary's hidden width is the width divided by this, rounded down.",
      minimum: 1,
      maximum: 64,
      default: 2,
    }),
    gate: choiceKnob({
      title: "Gate",
      help: "How often the sigmoid is applied; the released code does it twice, which keeps gates between 0.5 and 0.73.",
      choices: ["once", "twice"],
      default: "once",
    }),
  }),
  shown: ["reduction", "gate"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "The same, each channel scaled." }],
  citations: [{ text: "Cavagnero et al. 2024, PEM", address: "https://arxiv.org/abs/2402.19422" }],
  shapes({ knobs, inputs }) {
    const { height, columns, width } = mapRead(inputs);
    if (knobs.reduction > width) {
      const nothing = `a reduction of ${knobs.reduction} leaves nothing of the width ${width}`;
      throw new Refusal(`${nothing}; it may be ${width} at most.`, "reduction", width);
    }
    return [features([height, columns], width)];
  },
});
