import { arithmeticEnergy } from "../../lib/energy.ts";
import { DEFAULT_COEFFICIENTS } from "../../lib/energy-coefficients.ts";
import type { Counters } from "../../lib/counters.ts";
import type { Experiment } from "../schema/experiment.ts";
import { stagesOf } from "./arm-document.ts";
import type { Next } from "./arm-document.ts";
import { boundaryOf } from "./segments.ts";

type Sized = Pick<Experiment, "batch" | "sequenceLength" | "accumulate" | "budget">;

export function tokensPerStep({ batch, sequenceLength, accumulate }: Sized): number {
  return batch * sequenceLength * accumulate;
}

/** Steps of a run; null where the budget is in seconds or joules, which make it differ from arm to arm. */
export function plannedSteps(experiment: Sized): number | null {
  const { steps, tokens } = experiment.budget;
  if (steps !== undefined) return steps;
  return tokens === undefined ? null : Math.max(1, Math.ceil(tokens / tokensPerStep(experiment)));
}

/** Steps that fit into the seconds when one takes this long; at least one, so that there is a result. */
export function stepsWithin(seconds: number, stepMs: number): number {
  return Math.max(1, Math.floor((1000 * seconds) / stepMs));
}

/** What a budget in joules needs to know of an arm or of one of its segments. */
interface Counted {
  readonly stepCounters: Counters;
  readonly next?: Next<Counted>;
}

/** Modelled energy of one optimizer step, in joules: its counted arithmetic at the default table's prices. */
function joulesPerStep({ stepCounters }: Counted): number {
  return arithmeticEnergy(stepCounters, DEFAULT_COEFFICIENTS).totalPj * 1e-12;
}

/** Modelled energy of a run of so many steps, each segment at its own cost, in joules. */
export function joulesOfRun(arm: Counted, totalSteps: number): number {
  const stages = stagesOf(arm);
  const ends = [
    ...stages.flatMap(({ next }) => (next === undefined ? [] : [boundaryOf(next, totalSteps)])),
    totalSteps,
  ];
  return stages.reduce((sum, stage, place) => {
    const steps = Math.max(0, ends[place] - (place === 0 ? 0 : ends[place - 1]));
    return sum + steps * joulesPerStep(stage);
  }, 0);
}

/** The most steps whose modelled energy the joules allow; at least one, so that there is a result. */
export function stepsForJoules(arm: Counted, joules: number): number {
  const cheapest = Math.min(...stagesOf(arm).map(joulesPerStep));
  let [allowed, tooMany] = [1, Math.max(2, Math.floor(joules / cheapest) + 2)];
  while (tooMany - allowed > 1) {
    const steps = Math.floor((allowed + tooMany) / 2);
    if (joulesOfRun(arm, steps) <= joules) allowed = steps;
    else tooMany = steps;
  }
  return allowed;
}

/** Steps of an arm's runs; null where the budget is in seconds, which only the device can translate. */
export function stepsOfArm(experiment: Sized, arm: Counted): number | null {
  const { joules } = experiment.budget;
  return joules === undefined ? plannedSteps(experiment) : stepsForJoules(arm, joules);
}
