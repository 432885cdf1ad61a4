import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { numberKnob } from "../../document/knobs.ts";
import { head } from "../head/block.ts";

export const averagedHead = defineBlock({
  kind: "averaged-head",
  version: 1,
  title: "Averaged heads",
  role: "heads",
  glyph: "in-out",
  summary: "Gives each stream an output head of its own and answers with the mean of what they say.",
  knobs: z.strictObject({
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial matrices.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
  }),
  shown: ["std"],
  reads: [{ name: "streams", help: "Vectors, of any widths.", many: true }],
  writes: [{ name: "outputs", help: "What the task wants." }],
  citations: [{ text: "Chen et al. 2021, CrossViT", address: "https://arxiv.org/abs/2103.14899" }],
  shapes({ inputs, wanted }) {
    const shapes = inputs.map((input) => head.shapes({ knobs: head.knobs.parse({}), inputs: [input], wanted }));
    return shapes[0];
  },
});
