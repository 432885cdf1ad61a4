import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { mapRead } from "../map-shape.ts";

export const poolMixer = defineBlock({
  kind: "pool-mixer",
  version: 1,
  title: "Pool mixer",
  role: "pool",
  glyph: "token-mixer",
  summary: "Gives each position the mean of its neighbourhood, minus itself; it has nothing to learn.",
  knobs: z.strictObject({
    size: integerKnob({
      title: "Pool size",
      help: "How far each position averages over its neighbours: the odd side of the window.",
      minimum: 1,
      maximum: 63,
      default: 3,
    }),
    subtractInput: toggleKnob({
      title: "Subtract input",
      help: "Remove the position's own value so that the residual is not counted twice.",
      default: true,
    }),
  }),
  shown: ["size", "subtractInput"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "What each position's neighbours have on average, and it has not." }],
  citations: [
    {
      text: "Yu et al. 2021, MetaFormer Is Actually What You Need for Vision (PoolFormer)",
      address: "https://arxiv.org/abs/2111.11418",
    },
  ],
  shapes({ knobs, inputs }) {
    mapRead(inputs);
    if (knobs.size % 2 === 0) {
      throw new Refusal(`a window of ${knobs.size} has no middle; use an odd one.`, "size", knobs.size + 1);
    }
    return [inputs[0]];
  },
});
