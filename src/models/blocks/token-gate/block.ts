import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { numberKnob, optionalIntegerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const tokenGate = defineBlock({
  kind: "token-gate",
  version: 1,
  title: "Token gate",
  role: "gate",
  glyph: "token-mixer",
  summary:
    "Each position is multiplied by a learned mix of all positions; it starts as a plain MLP, with a gate of one.",
  knobs: z.strictObject({
    hidden: optionalIntegerKnob({
      title: "Hidden width",
      help: "Channels that are gated; a norm needs two at least.",
      minimum: 2,
      maximum: 65_536,
      nullMeans: "the width",
    }),
    dropout: numberKnob({
      title: "Dropout",
      help: "Share of the block's outputs set to zero in training.",
      minimum: 0,
      maximum: 0.9,
      default: 0,
    }),
  }),
  shown: ["hidden"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them, or a map." }],
  writes: [{ name: "y", help: "The update of each position." }],
  citations: [
    {
      text: "Our extension of Activator to tokens, after Liu et al. 2021, gMLP",
      address: "https://arxiv.org/abs/2105.08050",
    },
  ],
  shapes({ inputs }) {
    const input = featuresRead(inputs, 1);
    if (input.positions.includes("T")) {
      throw new Refusal(`it reads ${shapeText(input)}, but its matrix needs a fixed number of positions.`);
    }
    return [input];
  },
});
