import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const positionEmbedding = defineBlock({
  kind: "position-embedding",
  version: 1,
  title: "Positions",
  role: "positions",
  glyph: "position",
  summary: "Adds one vector for each place in the sequence, learned or of waves.",
  knobs: z.strictObject({
    form: choiceKnob({
      title: "Form",
      help: "A learned table, or sines and cosines of the place, which have no parameters.",
      choices: ["learned", "sinusoid"],
      default: "learned",
    }),
    length: integerKnob({
      title: "Longest sequence",
      help: "Rows of the table; longer sequences than this cannot be read.",
      minimum: 1,
      maximum: 65_536,
      default: 128,
    }),
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial vectors; without effect on a sinusoid.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
  }),
  shown: ["form", "length", "std"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "The same with positions added." }],
  citations: [
    { text: "Vaswani et al. 2017, Attention Is All You Need", address: "https://arxiv.org/abs/1706.03762" },
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
