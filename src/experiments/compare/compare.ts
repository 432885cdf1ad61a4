import { pairedDifference, seedsNeeded } from "../../lib/statistics.ts";
import type { ArmResult, ComparedArm, Comparison, RunRecord } from "../schema/result.ts";
import { accuracyDifference } from "./accuracy.ts";
import { bestRate, reachedBaseline } from "./runs.ts";
import type { RateRow } from "./runs.ts";
import { verdictSentence } from "./verdict.ts";
import { qualityOf } from "../schema/measure.ts";

export interface ComparisonSetting {
  readonly baseline: string;
  readonly isSoftwareAdapter: boolean;
  /** What quality is counted in; absent: `bits/byte`. */
  readonly unit?: string;
}

interface SeedPair {
  readonly arm: RunRecord;
  readonly baseline: RunRecord;
}

function pairBySeed(arm: RateRow, baseline: RateRow): SeedPair[] {
  return arm.runs.flatMap((run) => {
    const partner = baseline.runs.find((other) => other.seed === run.seed);
    return partner === undefined ? [] : [{ arm: run, baseline: partner }];
  });
}

function medianStepMs(runs: readonly RunRecord[]): number | undefined {
  const medians = runs.flatMap((run) => run.timings?.stepMs?.median ?? []).sort((a, b) => a - b);
  return medians.length === 0 ? undefined : medians[Math.floor(medians.length / 2)];
}

function nameOf(arm: ArmResult): string {
  return arm.title ?? arm.id;
}

function unfinished(arm: ArmResult, baseline: ArmResult): ComparedArm {
  return {
    id: arm.id,
    n: 0,
    verdict: `${nameOf(arm)} and ${nameOf(baseline)} have no finished run with the same seed, so nothing can be said yet.`,
  };
}

function compareArm(
  arm: ArmResult,
  baseline: ArmResult,
  { isSoftwareAdapter, unit = "bits/byte" }: ComparisonSetting,
): ComparedArm {
  const armRate = bestRate(arm);
  const baselineRate = bestRate(baseline);
  const pairs = armRate === undefined || baselineRate === undefined ? [] : pairBySeed(armRate, baselineRate);
  if (armRate === undefined || pairs.length === 0) return unfinished(arm, baseline);

  const armBits = pairs.map((pair) => qualityOf(pair.arm.final!));
  const baselineBits = pairs.map((pair) => qualityOf(pair.baseline.final!));
  const paired = pairedDifference(armBits, baselineBits);
  const reached = reachedBaseline(
    pairs.map((pair) => pair.arm.curves),
    pairs.map((pair) => pair.baseline.curves),
  );
  const verdict = verdictSentence({
    arm: nameOf(arm),
    baseline: nameOf(baseline),
    difference: paired.mean,
    unit,
    interval95: paired.interval95,
    accuracy: accuracyDifference(arm, baseline),
    seeds: paired.n,
    seedsMissing: seedsNeeded(paired.mean, paired.standardDeviation ?? Number.NaN, paired.n),
    steps: pairs[0].arm.curves.step.at(-1),
    baselineSteps: pairs[0].baseline.curves.step.at(-1),
    parameters: arm.parameters,
    baselineParameters: baseline.parameters,
    hasGrid: new Set([...arm.runs, ...baseline.runs].map((run) => run.learningRate)).size > 1,
    stepMs: medianStepMs(pairs.map((pair) => pair.arm)),
    baselineStepMs: medianStepMs(pairs.map((pair) => pair.baseline)),
    isSoftwareAdapter,
  });
  return {
    id: arm.id,
    learningRate: armRate.learningRate,
    difference: paired.mean,
    n: paired.n,
    ...(paired.interval95 === undefined ? {} : { interval95: [...paired.interval95] }),
    ...(paired.p === undefined ? {} : { p: paired.p }),
    verdict,
    ...(reached === undefined ? {} : { stepsToReachBaseline: reached.steps, secondsToReachBaseline: reached.seconds }),
  };
}

/** Compares every arm with the baseline, pairing by seed, each arm at the best learning rate of its grid. */
export function compareArms(arms: readonly ArmResult[], setting: ComparisonSetting): Comparison | undefined {
  const baseline = arms.find((arm) => arm.id === setting.baseline);
  if (baseline === undefined) return undefined;
  const rate = bestRate(baseline)?.learningRate;
  return {
    baseline: baseline.id,
    ...(rate === undefined ? {} : { baselineLearningRate: rate }),
    perArm: arms.filter((arm) => arm !== baseline).map((arm) => compareArm(arm, baseline, setting)),
  };
}
