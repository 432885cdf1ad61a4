import { choiceKnob, integerKnob, numberKnob, toggleKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";

/** Knobs of the low-rank branch beside a linear layer. */
export const BRANCH_KNOBS = {
  rank: integerKnob({
    title: "Rank",
    help: "Width of the side branch.",
    minimum: 2,
    maximum: 64,
    default: 8,
  }),
  nonlinearity: choiceKnob({
    title: "Non-linearity",
    help: "Function inside the branch; linear gives a LoRA-like baseline.",
    choices: ["cosnet", "cos", "gelu", "silu", "gelu-net", "linear"],
    default: "cosnet",
  }),
  where: choiceKnob({
    title: "Where",
    help: "Which linear layers of this block get a branch.",
    choices: ["all", "inputs", "output"],
    default: "all",
  }),
  upScale: numberKnob({
    title: "Up init scale",
    help: "Starting size of the branch output; 0 starts exactly as the plain layer.",
    minimum: 0,
    maximum: 0.1,
    default: 0.01,
  }),
  frequencyLow: numberKnob({
    title: "Lowest frequency",
    help: "Starting frequencies of the cosine are drawn from here ...",
    minimum: 0.1,
    maximum: 4,
    default: 0.8,
  }),
  frequencyHigh: numberKnob({
    title: "Highest frequency",
    help: "... to here.",
    minimum: 0.1,
    maximum: 4,
    default: 1.2,
  }),
  rateMultipliers: toggleKnob({
    title: "Learning-rate multipliers",
    help: "Larger steps for the small branch tensors.",
    default: true,
  }),
  start: choiceKnob({
    title: "Initial weights",
    help: "Of the main matrices: half of 1/√inputs as the author has it, or 0.02 with smaller output matrices in deeper networks.",
    choices: ["half-fan-in", "depth-scaled"],
    default: "half-fan-in",
  }),
};

export interface BranchKnobs {
  readonly rank: number;
  readonly nonlinearity: "cosnet" | "cos" | "gelu" | "silu" | "gelu-net" | "linear";
  readonly where: "all" | "inputs" | "output";
  readonly upScale: number;
  readonly frequencyLow: number;
  readonly frequencyHigh: number;
  readonly rateMultipliers: boolean;
  readonly start: "half-fan-in" | "depth-scaled";
}

/** Refuses a branch that is no smaller than the layer beside it, and an empty range of frequencies. */
export function checkBranch(knobs: BranchKnobs, narrowest: number): void {
  if (knobs.rank >= narrowest) {
    const legal = Math.max(2, narrowest - 1);
    throw new Refusal(
      `a branch of rank ${knobs.rank} is no smaller than a layer of ${narrowest} channels beside it; use at most ${legal}.`,
      "rank",
      legal,
    );
  }
  if (knobs.frequencyLow > knobs.frequencyHigh) {
    throw new Refusal(
      `frequencies from ${knobs.frequencyLow} to ${knobs.frequencyHigh} are no range; the highest must be at least ${knobs.frequencyLow}.`,
      "frequencyHigh",
      knobs.frequencyLow,
    );
  }
}
