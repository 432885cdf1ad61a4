import type { FractionGuard } from "../../../kernels-wgsl/continued_fraction/reference.ts";
import type { GradientMask } from "../../../engine/graph/parameter.ts";
import { choiceKnob, integerKnob } from "../../document/knobs.ts";

/** Largest denominator in size: keeps the eighth continuant finite. */
const DENOMINATOR_LIMIT = 1e3;

/** Knobs of every block made of continued fractions, except how many and how deep. */
export const FRACTION_KNOBS = {
  offset: choiceKnob({
    title: "Offset",
    help: "Constant added to every level so the fraction starts away from a pole; auto: 1 for odd depths, else 0.",
    choices: ["auto", "0", "1"],
    default: "auto",
  }),
  gradient: choiceKnob({
    title: "Gradient at the guard",
    help: "Inside the guard: the closed form as published, or the derivative of what is computed.",
    choices: ["closed-form", "exact"],
    default: "closed-form",
  }),
  schedule: choiceKnob({
    title: "Schedule",
    help: "Unfreeze deeper levels late in training, or train all of them from the start.",
    choices: ["dyadic", "all-at-once"],
    default: "dyadic",
  }),
  scheduleSteps: integerKnob({
    title: "Schedule length",
    help: "Steps of the dyadic schedule: the first level starts at half of them; set it to the length of the run.",
    minimum: 1,
    maximum: 10_000_000,
    default: 200,
  }),
};

/** The constant added to every denominator. An odd depth without it starts at a pole. */
export function offsetOf(offset: "auto" | "0" | "1", depth: number): number {
  if (offset === "auto") return depth % 2 === 0 ? 0 : 1;
  return Number(offset);
}

export function guardOf(eps: number, gradient: FractionGuard["gradient"]): FractionGuard {
  return { eps, gradient, limit: DENOMINATOR_LIMIT };
}

/** First step of level i (from 1) of a dyadic schedule over `steps`: (1 - 2^-i) steps. */
export const firstStep = (level: number, steps: number): number => Math.ceil((1 - 2 ** -level) * steps);

/** Mask of `ladders` times `depth` rows of levels, and of `others` rows that train from the start. */
export function dyadicMask(
  { schedule, scheduleSteps }: { readonly schedule: "dyadic" | "all-at-once"; readonly scheduleSteps: number },
  rows: { readonly ladders: number; readonly depth: number; readonly others: number; readonly inner: number },
): { readonly mask?: GradientMask } {
  if (schedule === "all-at-once") return {};
  const levels = Array.from({ length: rows.ladders * rows.depth }, (_, row) =>
    firstStep((row % rows.depth) + 1, scheduleSteps),
  );
  return { mask: { inner: rows.inner, firstSteps: [...levels, ...new Array<number>(rows.others).fill(0)] } };
}
