import { compareArms, type ComparisonSetting } from "../../experiments/compare/compare.ts";
import { bestRate } from "../../experiments/compare/runs.ts";
import type { ArmResult, ComparedArm } from "../../experiments/schema/result.ts";
import { mean } from "../../lib/statistics.ts";
import { qualityOf } from "../../experiments/schema/measure.ts";

export type VerdictStatus = "better" | "worse" | "not distinguishable" | "one seed" | "unfinished";

/** What a result says of one arm of a card against the baseline. Differences are in percent of the baseline's bits per byte. */
export interface CardVerdict {
  /** Id of the arm. */
  readonly arm: string;
  readonly status: VerdictStatus;
  /** Arm minus baseline; below 0 is better. Absent without a common seed. */
  readonly differencePercent?: number;
  /** Half of the 95 % interval of the difference; absent for fewer than two seeds. */
  readonly halfWidthPercent?: number;
  /** Seeds that both arms finished. */
  readonly n: number;
  readonly sentence: string;
}

/** Verdicts on every arm but the baseline, computed from the runs: nothing that a result says of itself is used. */
export function cardVerdicts(arms: readonly ArmResult[], setting: ComparisonSetting): CardVerdict[] {
  const baseline = arms.find(({ id }) => id === setting.baseline);
  if (baseline === undefined) return [];
  const comparison = compareArms(arms, setting);
  return (comparison?.perArm ?? []).map((compared) => {
    const arm = arms.find(({ id }) => id === compared.id)!;
    return verdictOf(compared, arm, baseline);
  });
}

function verdictOf(compared: ComparedArm, arm: ArmResult, baseline: ArmResult): CardVerdict {
  const { n, difference, interval95 } = compared;
  const [name, other] = [arm, baseline].map(({ title, id }) => title ?? id);
  if (difference === undefined || n === 0) {
    const sentence = `${name} and ${other} have no finished run with the same seed, so nothing can be said yet.`;
    return { arm: arm.id, status: "unfinished", n: 0, sentence };
  }
  const scale = 100 / baselineBits(baseline, arm);
  const differencePercent = difference * scale;
  const size = Math.abs(differencePercent).toFixed(1);
  if (interval95 === undefined) {
    const side = difference <= 0 ? "below" : "above";
    const sentence = `${name} ended ${size} % ${side} ${other} in bits per byte at n = 1, which cannot be told from chance.`;
    return { arm: arm.id, status: "one seed", differencePercent, n, sentence };
  }
  const halfWidthPercent = ((interval95[1] - interval95[0]) / 2) * scale;
  const spread = `± ${halfWidthPercent.toFixed(1)} %`;
  const isOpen = interval95[0] <= 0 && interval95[1] >= 0;
  const status = isOpen ? "not distinguishable" : difference < 0 ? "better" : "worse";
  const sign = difference < 0 ? "−" : "+";
  const sentence = isOpen
    ? `${name} and ${other} are not distinguishable at n = ${n} (${sign}${size} % ${spread} in bits per byte).`
    : `${name} is ${status} than ${other} by ${size} % ${spread} in bits per byte (n = ${n}).`;
  return { arm: arm.id, status, differencePercent, halfWidthPercent, n, sentence };
}

/** The baseline's mean over the seeds that both arms finished at their best rates. */
function baselineBits(baseline: ArmResult, arm: ArmResult): number {
  const seeds = new Set(bestRate(arm)?.runs.map(({ seed }) => seed));
  return mean(bestRate(baseline)!.runs.flatMap((run) => (seeds.has(run.seed) ? [qualityOf(run.final!)] : [])));
}
