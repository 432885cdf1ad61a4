import { bestOfGrid, gridRows } from "../../experiments/compare/runs.ts";
import type { GridRow } from "../../experiments/compare/runs.ts";
import type { ComparedArm } from "../../experiments/schema/result.ts";
import { mean, pairedDifference, standardError } from "../../lib/statistics.ts";
import { runsOfArm } from "../store/session-view.ts";
import type { RunView, SessionView } from "../store/session-view.ts";
import { runInFront } from "./run-in-front.ts";
import { qualityErrorOf, qualityOf } from "../../experiments/schema/measure.ts";

/** An arm before its model was built. */
export interface NamedArm {
  readonly id: string;
  readonly title: string;
}

/** What the table says of one arm's quality. */
export interface ArmQuality {
  readonly bitsPerByte: number;
  readonly uncertainty: number | undefined;
  /** Finished seeds behind the number; 0: a quick evaluation of the run under way. */
  readonly seeds: number;
  /** Step of that quick evaluation. */
  readonly step: number | undefined;
  /** Share of right answers, where there are such. */
  readonly accuracy: number | undefined;
  /** The exponential of the mean loss, with its unit; undefined before the end. */
  readonly perplexity: { readonly value: number; readonly unit: string } | undefined;
}

type RatedRun = RunView & { readonly learningRate: number };

/** Finished runs of an arm; what verdicts do with a result's runs is done with these too. */
function ratedRuns(view: SessionView, arm: string): RatedRun[] {
  const finished = runsOfArm(view, arm).filter((run) => run.final !== undefined);
  return finished.map((run) => ({ ...run, learningRate: run.key.peakLearningRate }));
}

const finalBits = (run: RunView): number => qualityOf(run.final!);

/** Mean final quality of an arm at each learning rate of its grid. */
export const ratesOfArm = (view: SessionView, arm: string): GridRow<RatedRun>[] =>
  gridRows(ratedRuns(view, arm), finalBits);

/** The rate with the lowest mean among those with the most finished seeds, as verdicts take it. */
export const bestRateOfArm = (view: SessionView, arm: string): GridRow<RatedRun> | undefined =>
  bestOfGrid(ratedRuns(view, arm), finalBits);

const accuracyOf = (shares: readonly number[]): number | undefined => (shares.length === 0 ? undefined : mean(shares));

function perplexityOf(runs: readonly RatedRun[]): ArmQuality["perplexity"] {
  const unit = runs[0].final?.perplexityUnit;
  return unit === undefined ? undefined : { value: Math.exp(mean(runs.map((run) => run.final!.loss))), unit };
}

export function armQuality(view: SessionView, arm: string): ArmQuality | undefined {
  const best = bestRateOfArm(view, arm);
  if (best !== undefined) {
    const values = best.runs.map((run) => qualityOf(run.final!));
    return {
      bitsPerByte: best.bitsPerByte,
      uncertainty: standardError(values) ?? qualityErrorOf(best.runs[0].final!),
      seeds: values.length,
      step: undefined,
      accuracy: accuracyOf(best.runs.flatMap((run) => run.final!.accuracy ?? [])),
      perplexity: perplexityOf(best.runs),
    };
  }
  const latest = runInFront(view, arm)?.evaluations.at(-1);
  if (latest === undefined) return undefined;
  const { bitsPerByte, bitsPerByteStandardError, accuracy, step } = latest;
  return { bitsPerByte, uncertainty: bitsPerByteStandardError, seeds: 0, step, accuracy, perplexity: undefined };
}

/** An arm against the baseline so far; the result's own comparison replaces it when the session ends. */
export type DifferenceSummary = Pick<
  ComparedArm,
  "difference" | "interval95" | "n" | "verdict" | "stepsToReachBaseline"
>;

export function differenceOf(view: SessionView, arm: string, baseline: string): DifferenceSummary | undefined {
  const compared = view.result?.comparison?.perArm.find((entry) => entry.id === arm);
  if (compared !== undefined) return compared;
  const best = bestRateOfArm(view, arm);
  const baselineBest = bestRateOfArm(view, baseline);
  const pairs = (best?.runs ?? []).flatMap((run) => {
    const partner = baselineBest?.runs.find((other) => other.key.seed === run.key.seed);
    return partner === undefined ? [] : [{ arm: qualityOf(run.final!), baseline: qualityOf(partner.final!) }];
  });
  if (pairs.length === 0) return undefined;
  const paired = pairedDifference(
    pairs.map((pair) => pair.arm),
    pairs.map((pair) => pair.baseline),
  );
  return {
    difference: paired.mean,
    n: paired.n,
    verdict: "",
    ...(paired.interval95 === undefined ? {} : { interval95: [...paired.interval95] }),
  };
}

/** "better", "worse", or what may be said at this number of seeds. */
export function differenceWord({ difference, interval95 }: DifferenceSummary): string {
  if (difference === undefined) return "";
  if (interval95 === undefined) return "one seed: not decided";
  const [low, high] = interval95;
  if (low <= 0 && high >= 0) return "not distinguishable";
  return difference < 0 ? "better" : "worse";
}
