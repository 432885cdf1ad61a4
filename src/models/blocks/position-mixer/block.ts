import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { shapeText } from "../../document/shape.ts";
import { featuresRead } from "../input-shape.ts";

export const positionMixer = defineBlock({
  kind: "position-mixer",
  version: 1,
  title: "Position mixer",
  role: "mix",
  glyph: "token-mixer",
  summary: "Mixes positions by one matrix, the same for every channel and every input.",
  knobs: z.strictObject({
    matrix: choiceKnob({
      title: "Matrix",
      help: "Learned with an offset for each position, or drawn once, its rows summing to 1, and never trained.",
      choices: ["learned", "random"],
      default: "learned",
    }),
  }),
  shown: ["matrix"],
  reads: [{ name: "x", help: "Vectors, a fixed number of them, or a map." }],
  writes: [{ name: "y", help: "The same positions, mixed." }],
  citations: [
    { text: "Touvron et al. 2021, ResMLP", address: "https://arxiv.org/abs/2105.03404" },
    { text: "Yu et al. 2022, MetaFormer Baselines for Vision", address: "https://arxiv.org/abs/2210.13452" },
  ],
  shapes({ inputs }) {
    const input = featuresRead(inputs, 1);
    if (input.positions.includes("T")) {
      throw new Refusal(`it reads ${shapeText(input)}, but its matrix needs a fixed number of positions.`);
    }
    return [input];
  },
});
