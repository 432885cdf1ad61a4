import { compareArms, type ComparisonSetting } from "../../experiments/compare/compare.ts";
import { bestRate } from "../../experiments/compare/runs.ts";
import { accuracyDifference } from "../../experiments/compare/accuracy.ts";
import { measureOf, qualityOf, unitInWords } from "../../experiments/schema/measure.ts";
import type { Measure } from "../../experiments/schema/measure.ts";
import type { ArmResult, ComparedArm, DatasetReport } from "../../experiments/schema/result.ts";
import { mean } from "../../lib/statistics.ts";

export type VerdictStatus = "better" | "worse" | "not distinguishable" | "one seed" | "unfinished";

/** What a result says of one arm of a card against the baseline. */
export interface CardVerdict {
  /** Id of the arm. */
  readonly arm: string;
  readonly status: VerdictStatus;
  /** Arm minus baseline, in percent of the baseline's quality (below 0 is better), or in points of accuracy. Absent without a common seed. */
  readonly difference?: number;
  /** Half of the 95 % interval of the difference; absent for fewer than two seeds. */
  readonly halfWidth?: number;
  /** Seeds that both arms finished. */
  readonly n: number;
  readonly sentence: string;
}

/** How far an arm is from its baseline, in a card's unit. */
interface Gap {
  readonly difference: number;
  readonly interval95: readonly [number, number] | undefined;
  readonly n: number;
  readonly isMoreBetter: boolean;
  /** `%`, or `points`. */
  readonly unit: string;
  /** What the unit is of. */
  readonly of: string;
}

/** Verdicts on every arm but the baseline, computed from the runs: nothing that a result says of itself is used. */
export function cardVerdicts(
  arms: readonly ArmResult[],
  setting: ComparisonSetting,
  dataset?: Pick<DatasetReport, "asks">,
): CardVerdict[] {
  const baseline = arms.find(({ id }) => id === setting.baseline);
  if (baseline === undefined) return [];
  const comparison = compareArms(arms, setting);
  return (comparison?.perArm ?? []).map((compared) => {
    const arm = arms.find(({ id }) => id === compared.id)!;
    return verdictOf(arm, baseline, gapOf(compared, arm, baseline, measureOf(dataset)));
  });
}

/** In points of accuracy where that is what a task is known by, else in percent of the baseline's quality. */
function gapOf(
  { n, difference, interval95 }: ComparedArm,
  arm: ArmResult,
  baseline: ArmResult,
  measure: Measure,
): Gap | undefined {
  if (measure.hasAccuracy && !measure.hasPerplexity) {
    const points = accuracyDifference(arm, baseline);
    if (points === undefined) return undefined;
    const { mean: difference, interval95, n } = points;
    return { difference, interval95, n, isMoreBetter: true, unit: "points", of: "accuracy" };
  }
  if (difference === undefined || n === 0) return undefined;
  const scale = 100 / baselineQuality(baseline, arm);
  return {
    difference: difference * scale,
    interval95: interval95 === undefined ? undefined : [interval95[0] * scale, interval95[1] * scale],
    n,
    isMoreBetter: false,
    unit: "%",
    of: unitInWords(measure),
  };
}

function verdictOf(arm: ArmResult, baseline: ArmResult, gap: Gap | undefined): CardVerdict {
  const [name, other] = [arm, baseline].map(({ title, id }) => title ?? id);
  if (gap === undefined) {
    const sentence = `${name} and ${other} have no finished run with the same seed, so nothing can be said yet.`;
    return { arm: arm.id, status: "unfinished", n: 0, sentence };
  }
  const { difference, interval95, n, isMoreBetter, unit, of } = gap;
  const size = `${Math.abs(difference).toFixed(1)} ${unit}`;
  if (interval95 === undefined) {
    const side = difference <= 0 ? "below" : "above";
    const sentence = `${name} ended ${size} ${side} ${other} in ${of} at n = 1, which cannot be told from chance.`;
    return { arm: arm.id, status: "one seed", difference, n, sentence };
  }
  const halfWidth = (interval95[1] - interval95[0]) / 2;
  const spread = `± ${halfWidth.toFixed(1)} ${unit}`;
  const isOpen = interval95[0] <= 0 && interval95[1] >= 0;
  const status = isOpen ? "not distinguishable" : difference > 0 === isMoreBetter ? "better" : "worse";
  const sentence = isOpen
    ? `${name} and ${other} are not distinguishable at n = ${n} (${difference < 0 ? "−" : "+"}${size} ${spread} in ${of}).`
    : `${name} is ${status} than ${other} by ${size} ${spread} in ${of} (n = ${n}).`;
  return { arm: arm.id, status, difference, halfWidth, n, sentence };
}

/** The baseline's mean over the seeds that both arms finished at their best rates. */
function baselineQuality(baseline: ArmResult, arm: ArmResult): number {
  const seeds = new Set(bestRate(arm)?.runs.map(({ seed }) => seed));
  return mean(bestRate(baseline)!.runs.flatMap((run) => (seeds.has(run.seed) ? [qualityOf(run.final!)] : [])));
}
