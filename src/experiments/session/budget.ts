import type { Experiment } from "../schema/experiment.ts";

type Sized = Pick<Experiment, "batch" | "sequenceLength" | "accumulate" | "budget">;

export function tokensPerStep({ batch, sequenceLength, accumulate }: Sized): number {
  return batch * sequenceLength * accumulate;
}

/** Steps of a run; null where the budget is in seconds, which only the device can translate. */
export function plannedSteps(experiment: Sized): number | null {
  const { steps, tokens } = experiment.budget;
  if (steps !== undefined) return steps;
  return tokens === undefined ? null : Math.max(1, Math.ceil(tokens / tokensPerStep(experiment)));
}

/** Steps that fit into the seconds when one takes this long; at least one, so that there is a result. */
export function stepsWithin(seconds: number, stepMs: number): number {
  return Math.max(1, Math.floor((1000 * seconds) / stepMs));
}
