import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, numberKnob } from "../../document/knobs.ts";
import { mapRead } from "../map-shape.ts";

export const spectralGate = defineBlock({
  kind: "spectral-gate",
  version: 1,
  title: "Spectral gate",
  role: "gate",
  glyph: "token-mixer",
  summary:
    "Filters each channel of a map in frequency space: every position reaches every other, around the edges too.",
  knobs: z.strictObject({
    gate: choiceKnob({
      title: "Gate",
      help: "What multiplies the spectrum: complex numbers, or real ones, whose filters are symmetric.",
      choices: ["complex", "real"],
      default: "complex",
    }),
    std: numberKnob({
      title: "Initial spread",
      help: "Standard deviation of the initial filter, of real and imaginary parts alike.",
      minimum: 0,
      maximum: 10,
      default: 0.02,
    }),
  }),
  shown: ["gate", "std"],
  reads: [{ name: "x", help: "A map, or a square number of vectors." }],
  writes: [{ name: "y", help: "The same, filtered." }],
  citations: [
    {
      text: "Patro et al. 2023, SpectFormer: Frequency and Attention is what you need",
      address: "https://arxiv.org/abs/2304.06446",
    },
    {
      text: "Rao et al. 2021, Global Filter Networks for Image Classification",
      address: "https://arxiv.org/abs/2107.00645",
    },
  ],
  shapes({ inputs }) {
    mapRead(inputs);
    return [inputs[0]];
  },
});
