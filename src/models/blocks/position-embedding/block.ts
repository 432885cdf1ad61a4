import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const positionEmbedding = defineBlock({
  kind: "position-embedding",
  version: 1,
  title: "Learned positions",
  role: "positions",
  glyph: "position",
  summary: "Adds one learned vector for each place in the sequence.",
  knobs: z.strictObject({
    length: integerKnob({
      title: "Longest sequence",
      help: "Rows of the table; longer sequences than this cannot be read.",
      minimum: 1,
      maximum: 65_536,
      default: 128,
    }),
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial vectors.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
  }),
  shown: ["length", "std"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The same with positions added." }],
  citations: [
    {
      text: "Radford et al. 2019, Language Models are Unsupervised Multitask Learners (GPT-2)",
      address: "https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf",
    },
  ],
  longest: (knobs) => knobs.length,
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    const places = input.positions.at(-1);
    if (typeof places === "number" && places > knobs.length) {
      throw new Refusal(`the sequence has ${places} places but the table only ${knobs.length} rows.`, "length", places);
    }
    return [input];
  },
});
