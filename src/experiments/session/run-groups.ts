import type { RunKey } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import type { LiveArm } from "./live-arm.ts";

/** The family's rate for documents that bring no defaults of their own. */
const DEFAULT_RATE = 0.003;

function ownRate(arm: LiveArm): number {
  return arm.source.training?.learningRate ?? DEFAULT_RATE;
}

/** Every seed at every point of the grid, one run per arm each; without a grid an arm trains at its own rate. */
export function runGroups(experiment: Experiment, arms: readonly LiveArm[]): RunKey[][] {
  const { learningRates, seeds } = experiment;
  const points = learningRates ?? [undefined];
  return seeds.flatMap((seed) =>
    points.map((rate) => arms.map((arm) => ({ arm: arm.id, seed, peakLearningRate: rate ?? ownRate(arm) }))),
  );
}

export function isSameRun(a: RunKey, b: RunKey): boolean {
  return a.arm === b.arm && a.seed === b.seed && a.peakLearningRate === b.peakLearningRate;
}
