import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, numberKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const batchNorm = defineBlock({
  kind: "batch-norm",
  version: 1,
  title: "Batch norm",
  role: "norm",
  glyph: "norm",
  summary:
    "Gives each channel mean 0 and variance 1 over the whole batch; evaluation uses running means of both, kept while training.",
  knobs: z.strictObject({
    activation: choiceKnob({
      title: "Activation",
      help: "What each value goes through behind the norm.",
      choices: ["none", "relu"],
      default: "none",
    }),
    momentum: numberKnob({
      title: "Momentum",
      help: "Share of the newest batch in the running means that evaluation uses.",
      minimum: 0.001,
      maximum: 1,
      default: 0.1,
    }),
    eps: numberKnob({
      title: "Epsilon",
      help: "Added to the variance, so that a constant channel stays finite.",
      minimum: 1e-12,
      maximum: 1,
      default: 1e-5,
    }),
  }),
  shown: ["activation"],
  reads: [{ name: "x", help: "Vectors, or a map." }],
  writes: [{ name: "y", help: "The same, normalised." }],
  citations: [{ text: "Ioffe and Szegedy 2015, Batch Normalization", address: "https://arxiv.org/abs/1502.03167" }],
  shapes({ inputs }) {
    const input = featuresRead(inputs);
    if (input.positions.includes("T")) {
      throw new Refusal(
        "it would let positions of a sequence see those behind them; a sequence takes the norm block in layer form.",
      );
    }
    return [input];
  },
});
