import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, numberKnob, toggleKnob } from "../../document/knobs.ts";
import { listText, Refusal } from "../../document/problem.ts";
import { featuresRead } from "../input-shape.ts";

export const phaseRotation = defineBlock({
  kind: "phase-rotation",
  version: 1,
  title: "Phase rotation",
  role: "rotate",
  glyph: "topology",
  summary: "Turns each pair of channels by a learned angle that all phases share.",
  knobs: z.strictObject({
    phases: integerKnob({
      title: "Phases",
      help: "Number of stripes the residual vector is split into; they share one set of rotation angles.",
      minimum: 1,
      maximum: 12,
      default: 3,
    }),
    offset: choiceKnob({
      title: "Phase offset",
      help: "Angle difference between neighbouring stripes: a full turn divided by the phases, or none.",
      choices: ["full-turn", "none"],
      default: "full-turn",
    }),
    thetaInit: choiceKnob({
      title: "Starting angle",
      help: "Depth-linear grows from π/(2L) in the first block to π/2 in the last.",
      choices: ["depth-linear", "zero", "constant"],
      default: "depth-linear",
    }),
    theta: numberKnob({
      title: "Constant angle",
      help: "Starting angle in radians when it is constant.",
      minimum: -6.283185307179586,
      maximum: 6.283185307179586,
      default: 0.5,
    }),
    frozen: toggleKnob({ title: "Frozen", help: "Keep the starting angles; they are not learned.", default: false }),
    residual: toggleKnob({
      title: "Residual rotation",
      help: "Add the rotated vector instead of replacing (the paper found this worse).",
      default: false,
    }),
  }),
  shown: ["phases", "thetaInit"],
  reads: [{ name: "x", help: "The residual stream." }],
  writes: [{ name: "y", help: "The stream, turned." }],
  citations: [{ text: "Abu Ayyash 2026, Three-Phase Transformer", address: "https://arxiv.org/abs/2604.14430" }],
  shapes({ knobs, inputs }) {
    const input = featuresRead(inputs);
    if (input.width % (2 * knobs.phases) !== 0) {
      const legal = legalPhases(input.width, knobs.phases);
      const offer =
        legal.length === 0 ? "make the width even" : `the nearest legal numbers of phases are ${listText(legal)}`;
      throw new Refusal(
        `${knobs.phases} phases do not cut the width ${input.width} into stripes of whole pairs; ${offer}, or use a width that is a multiple of ${2 * knobs.phases}.`,
        "phases",
        legal[0],
      );
    }
    return [input];
  },
});

/** Phases next below and above that cut the width into stripes of whole pairs. */
function legalPhases(width: number, wanted: number): readonly number[] {
  const legal: number[] = [];
  for (let phases = 1; phases <= 12; phases++) if (width % (2 * phases) === 0) legal.push(phases);
  const below = legal.filter((phases) => phases < wanted).at(-1);
  const above = legal.find((phases) => phases > wanted);
  return [below, above].filter((phases) => phases !== undefined);
}
