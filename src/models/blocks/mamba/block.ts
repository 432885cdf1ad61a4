import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob, optionalIntegerKnob, toggleKnob } from "../../document/knobs.ts";
import { featuresRead } from "../input-shape.ts";
import { innerShape, routeCount } from "./inner-shape.ts";

export const mamba = defineBlock({
  kind: "mamba",
  version: 1,
  title: "Mamba",
  role: "mamba",
  glyph: "token-mixer",
  summary: "Carries a memory along the sequence; what is written, kept and read depends on the input.",
  knobs: z.strictObject({
    ssm: choiceKnob({
      title: "Recurrence",
      help: "Which recurrence; LTI makes dt, B, C constant, to show why selection matters.",
      choices: ["mamba", "mamba2", "lti"],
      default: "mamba",
    }),
    expand: numberKnob({
      title: "Expansion",
      help: "Inner width relative to the model width.",
      minimum: 1,
      maximum: 4,
      default: 2,
    }),
    state: integerKnob({
      title: "State size",
      help: "Memory cells per channel.",
      minimum: 4,
      maximum: 64,
      default: 16,
    }),
    convWidth: integerKnob({
      title: "Convolution width",
      help: "Short causal filter before the scan; at 1 only a scale and a bias per channel remain.",
      minimum: 1,
      maximum: 8,
      default: 4,
    }),
    dtMin: numberKnob({
      title: "Shortest time step",
      help: "Lower end of the initial time-step range: small = long memory.",
      minimum: 1e-4,
      maximum: 10,
      default: 1e-3,
    }),
    dtMax: numberKnob({
      title: "Longest time step",
      help: "Upper end of the initial time-step range: small = long memory.",
      minimum: 1e-4,
      maximum: 10,
      default: 0.1,
    }),
    clampDt: toggleKnob({
      title: "Clamp time steps",
      help: "Keep learned time steps between 0.0001 and 10.",
      default: false,
    }),
    stepRank: optionalIntegerKnob({
      title: "Time-step rank",
      help: "Numbers of each token that its time steps are made from (Mamba only).",
      minimum: 1,
      maximum: 1024,
      nullMeans: "width / 16, rounded up",
    }),
    headWidth: integerKnob({
      title: "Head width",
      help: "Channels that share one decay (Mamba-2 only); it divides the inner width.",
      minimum: 1,
      maximum: 256,
      default: 32,
    }),
    scanOrder: choiceKnob({
      title: "Scan order",
      help: "The order in which the state visits the tokens. Only the causal one may predict what comes next.",
      choices: ["causal", "bidirectional", "cross-4"],
      default: "causal",
    }),
    gridRows: optionalIntegerKnob({
      title: "Grid rows",
      help: "Rows of the image that a cross-4 scan walks down (columns follow from the number of tokens).",
      minimum: 1,
      maximum: 4096,
      nullMeans: "the first of two position axes, else 1",
    }),
    merge: choiceKnob({
      title: "Merge",
      help: "How results of several directions are combined.",
      choices: ["sum", "mean", "concat"],
      default: "sum",
    }),
    shareDirections: toggleKnob({
      title: "Share directions",
      help: "Use the same scan weights in all directions (fewer parameters).",
      default: false,
    }),
  }),
  shown: ["ssm", "state"],
  reads: [{ name: "x", help: "Token vectors." }],
  writes: [{ name: "y", help: "What the memory returned for each token." }],
  citations: [
    { text: "Gu and Dao 2023, Mamba", address: "https://arxiv.org/abs/2312.00752" },
    { text: "Dao and Gu 2024, Transformers are SSMs (Mamba-2)", address: "https://arxiv.org/abs/2405.21060" },
    { text: "Qu et al. 2024, A Survey of Mamba", address: "https://arxiv.org/abs/2408.01129" },
    { text: "Zhu et al. 2024, Vision Mamba (bidirectional)", address: "https://arxiv.org/abs/2401.09417" },
    { text: "Liu et al. 2024, VMamba (four directions)", address: "https://arxiv.org/abs/2401.10166" },
  ],
  stateFloats({ knobs, inputs }) {
    const { inner, filtered } = innerShape(knobs, featuresRead(inputs, 1));
    return routeCount(knobs) * (inner * knobs.state + filtered * (knobs.convWidth - 1));
  },
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs, 1);
    innerShape(knobs, input);
    return [input];
  },
});
