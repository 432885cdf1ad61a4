import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, numberKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";

export const spikingNeuron = defineBlock({
  kind: "spiking-neuron",
  version: 1,
  title: "Spiking neurons",
  role: "spike",
  glyph: "token-mixer",
  summary:
    "Leaky neurons, one for each channel, gather their input over time and send a 1 when they reach a threshold, else 0.",
  knobs: z.strictObject({
    tau: numberKnob({
      title: "Time constant",
      help: "Steps in which a neuron forgets.",
      minimum: 1,
      maximum: 100,
      default: 2,
    }),
    threshold: numberKnob({
      title: "Threshold",
      help: "Potential at which a neuron fires.",
      minimum: 0.05,
      maximum: 10,
      default: 1,
    }),
    reset: choiceKnob({
      title: "Reset",
      help: "After a spike the potential begins at zero, or loses the threshold and keeps the rest.",
      choices: ["zero", "subtract"],
      default: "zero",
    }),
    surrogate: choiceKnob({
      title: "Surrogate slope",
      help: "Whose slope stands in for that of the step, which has none.",
      choices: ["sigmoid", "atan"],
      default: "sigmoid",
    }),
    steepness: numberKnob({
      title: "Steepness",
      help: "Of the surrogate: the higher, the fewer potentials learn.",
      minimum: 0.1,
      maximum: 20,
      default: 4,
    }),
  }),
  shown: ["tau", "threshold"],
  reads: [{ name: "x", help: "Steps of a series." }],
  writes: [{ name: "y", help: "Spikes, 0 or 1." }],
  citations: [
    {
      text: "Liu et al. 2024, LMUFormer: Low Complexity Yet Powerful Spiking Model With Legendre Memory Units",
      address: "https://arxiv.org/abs/2402.04882",
    },
    {
      text: "Neftci et al. 2019, Surrogate Gradient Learning in Spiking Neural Networks",
      address: "https://arxiv.org/abs/1901.09948",
    },
  ],
  stateFloats: ({ inputs }) => featuresRead(inputs, 1).width,
  shapes: ({ inputs }) => [featuresRead(inputs, 1)],
});
