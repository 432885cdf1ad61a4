import type { PlannedArm } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";

/** Costs within this share of the baseline's count as matched. */
const MATCHED_WITHIN = 0.02;

type Matched = NonNullable<Experiment["match"]>;

const COSTS: Partial<Record<Matched, { readonly noun: string; readonly of: (arm: PlannedArm) => number }>> = {
  parameters: { noun: "parameters", of: (arm) => arm.parameters },
  flopsPerToken: { noun: "operations per token", of: (arm) => arm.cost.flopsPerTokenTraining },
  stateBytes: { noun: "bytes of state", of: (arm) => arm.cost.stateBytes },
};

/** Says which arms do not share the cost that the experiment means to hold equal. */
export function matchNotices(experiment: Experiment, arms: readonly PlannedArm[]): string[] {
  const cost = experiment.match === undefined ? undefined : COSTS[experiment.match];
  const baseline = arms.find((arm) => arm.id === experiment.baseline);
  if (cost === undefined || baseline === undefined) return [];
  const wanted = cost.of(baseline);
  return arms.flatMap((arm) => {
    const share = cost.of(arm) / wanted - 1;
    if (Math.abs(share) <= MATCHED_WITHIN || !Number.isFinite(share)) return [];
    const percent = (100 * Math.abs(share)).toPrecision(2);
    return [
      `${arm.title} has ${percent} % ${share > 0 ? "more" : "fewer"} ${cost.noun} than ${baseline.title}, ` +
        "so the comparison is not matched. Change its width, or take `match` out of the experiment.",
    ];
  });
}
