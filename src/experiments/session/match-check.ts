import { Failure } from "../../lib/failure.ts";
import type { PlannedArm } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";

/** Costs within this share of the baseline's count as matched. */
const MATCHED_WITHIN = 0.02;

type Matched = NonNullable<Experiment["match"]>;

const NO_RANKING =
  "This is a software adapter: its seconds are the processor’s, so arms that share them are not ranked fairly. Give the budget in steps, tokens or joules.";

/** What the budget itself holds equal, and what it leaves to differ though the experiment wants it shared. */
function budgetNotice({ match, budget }: Experiment): string | undefined {
  if (match === "seconds" && budget.seconds === undefined) {
    return "The arms do not share their seconds: the budget is in another unit. Give `budget.seconds`, or take `match` out of the experiment.";
  }
  if (match === "tokens" && budget.steps === undefined && budget.tokens === undefined) {
    return "The arms do not share their tokens: the budget lets each train for as long as its own cost allows. Give `budget.tokens`, or take `match` out of the experiment.";
  }
  return undefined;
}

const COSTS: Partial<Record<Matched, { readonly noun: string; readonly of: (arm: PlannedArm) => number }>> = {
  parameters: { noun: "parameters", of: (arm) => arm.parameters },
  flopsPerToken: { noun: "operations per token", of: (arm) => arm.cost.flopsPerTokenTraining },
  joules: { noun: "joules per token (arithmetic proxy)", of: (arm) => arm.energy?.arithmeticPicojoulesPerToken ?? NaN },
  stateBytes: { noun: "bytes of state", of: (arm) => arm.cost.stateBytes },
};

/** Says which arms do not share the cost that the experiment means to hold equal, and that a software adapter's time is none. */
export function matchNotices(
  experiment: Experiment,
  arms: readonly PlannedArm[],
  isSoftwareAdapter: boolean,
): string[] {
  const { match, budget } = experiment;
  const notice = budgetNotice(experiment);
  const isTimed = match === "seconds" || budget.seconds !== undefined;
  return [
    ...(notice === undefined ? [] : [notice]),
    ...(isTimed && isSoftwareAdapter && arms.length > 1 ? [NO_RANKING] : []),
    // A budget in joules makes every run cost the same, whatever a token costs.
    ...(match === "joules" && budget.joules !== undefined ? [] : costNotices(experiment, arms)),
  ];
}

function costNotices(experiment: Experiment, arms: readonly PlannedArm[]): string[] {
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

const counted = (parameters: number): string => parameters.toLocaleString("en-US");

/** Refuses an experiment whose rule on parameters an arm breaks, before anything is trained. */
export function assertParametersWithin(
  { parametersWithin, baseline: named }: Experiment,
  arms: readonly PlannedArm[],
): void {
  const baseline = arms.find((arm) => arm.id === named);
  if (parametersWithin === undefined || baseline === undefined) return;
  const stray = arms.find((arm) => Math.abs(arm.parameters / baseline.parameters - 1) > parametersWithin);
  if (stray === undefined) return;
  const share = stray.parameters / baseline.parameters - 1;
  throw new Failure(
    `${stray.title} has ${counted(stray.parameters)} parameters and ${baseline.title} ${counted(baseline.parameters)}, ` +
      `${(100 * Math.abs(share)).toPrecision(3)} % ${share > 0 ? "more" : "fewer"}, but this experiment allows ${100 * parametersWithin} %. ` +
      "Match its width or hidden width in Build, or raise `parametersWithin`.",
  );
}
