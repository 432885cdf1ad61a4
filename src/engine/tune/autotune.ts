import type { Launch } from "../../kernels-wgsl/index.ts";
import { quantile } from "../../lib/statistics.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { prepareLaunches, type PreparedLaunches } from "./run-launches.ts";
import { Stopwatch } from "./stopwatch.ts";
import { openTrial, type Lowered, type OpenTrial, type Trial } from "./trial.ts";
import { attentionTrials, productTrials, type AttentionExtents, type ProductExtents } from "./trials.ts";
import type { CandidateReport, ClassReport, Tuning } from "./tuning.ts";

/** The kernel's own rule, beside the candidates that a table may name. */
export const RULE = "rule";
/** Worst error over the results' RMS: what kernels are allowed everywhere. */
const MAX_ERROR = 1e-5;
const ROUNDS = 3;
/** A candidate replaces the rule only where it takes less than this share of its time. */
const WORTH_A_SWITCH = 0.92;

/** Canonical shapes: many rows against small matrices, and a weight gradient's long reduction. */
const PRODUCTS: readonly ProductExtents[] = [
  { m: 1024, n: 512, k: 256 },
  { m: 256, n: 512, k: 2048 },
];
const ATTENTIONS: readonly AttentionExtents[] = [{ batch: 2, heads: 8, positions: 256, headWidth: 32 }];

export interface TuneOptions {
  /** Time of all measurements together, compilation and checks aside. */
  readonly budgetMs?: number;
  readonly products?: readonly ProductExtents[];
  readonly attentions?: readonly AttentionExtents[];
  /** Replaces a candidate's launches; for tests of what the tuner does with a wrong one. */
  readonly alter?: (name: string, launches: readonly Launch[]) => readonly Launch[];
}

/**
 * Finds the quickest right candidate of every class of products and of every pass of attention on this device. Each is checked
 * against the naive kernel before it is timed, so that a wrong one loses; rounds are interleaved, medians compared. Call it
 * outside of any step.
 */
export async function tuneVariants(gpu: Gpu, options: TuneOptions = {}): Promise<Tuning> {
  const { budgetMs = 300, products = PRODUCTS, attentions = ATTENTIONS } = options;
  const trials = [
    ...products.flatMap((one) => productTrials(one, gpu.traits)),
    ...attentions.flatMap((one) => attentionTrials(one, gpu.traits)),
  ] as readonly Trial[];
  const stopwatch = new Stopwatch(gpu);
  const classes: ClassReport[] = [];
  try {
    for (const trial of trials) {
      classes.push(await tuneClass(gpu, stopwatch, trial, budgetMs / trials.length, options));
    }
  } finally {
    stopwatch.destroy();
  }
  const switched = classes.filter(({ chosen }) => chosen !== RULE);
  return {
    source: "measured",
    variants: Object.fromEntries(switched.map(({ shapeClass, chosen }) => [shapeClass, chosen])),
    classes,
    notices: [],
  };
}

interface Runner extends CandidateReport {
  readonly prepared: PreparedLaunches | null;
  readonly rounds: number[];
}

async function tuneClass(
  gpu: Gpu,
  stopwatch: Stopwatch,
  trial: Trial,
  budgetMs: number,
  { alter = (_name, launches) => launches }: TuneOptions,
): Promise<ClassReport> {
  const { shapeClass, extents, naive } = trial;
  const open = openTrial(gpu, trial);
  const runners: Runner[] = [];
  try {
    const truth = await open.results(open.lower({ [shapeClass]: naive }));
    for (const name of [RULE, ...trial.candidates]) {
      const lowered = open.lower(name === RULE ? {} : { [shapeClass]: name });
      const altered = { ...lowered, launches: alter(name, lowered.launches) };
      runners.push(await checkedRunner(gpu, open, trial, name, altered, truth));
    }
    await timeInTurn(stopwatch, runners, budgetMs);
    const candidates = runners.map(({ name, error, rounds }) => ({
      name,
      error,
      ms: rounds.length === 0 ? null : quantile(rounds, 0.5),
    }));
    return { shapeClass, ...extents, chosen: chooseCandidate(candidates), candidates };
  } finally {
    for (const { prepared } of runners) prepared?.destroy();
    open.destroy();
  }
}

/** A candidate that is right, ready to be timed; one that is wrong or does not run has no launches. */
async function checkedRunner(
  gpu: Gpu,
  open: OpenTrial,
  { timedLabel }: Trial,
  name: string,
  lowered: Lowered,
  truth: Float32Array,
): Promise<Runner> {
  let error: number;
  try {
    error = worstError(await open.results(lowered), truth);
  } catch {
    return { name, error: null, ms: null, prepared: null, rounds: [] };
  }
  const isRight = error <= MAX_ERROR;
  const timed = lowered.launches.filter(({ label }) => timedLabel === undefined || label === timedLabel);
  const prepared = isRight ? await prepareLaunches(gpu, timed, lowered.buffers) : null;
  return { name, error: Number.isFinite(error) ? error : null, ms: null, prepared, rounds: [] };
}

/** Worst difference over the RMS of the truth; infinite where an element was not written. */
function worstError(got: Float32Array, want: Float32Array): number {
  const rms = Math.sqrt(want.reduce((sum, value) => sum + value * value, 0) / want.length);
  let worst = 0;
  got.forEach((value, i) => {
    const difference = Math.abs(value - want[i]);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  });
  return worst / rms;
}

async function timeInTurn(stopwatch: Stopwatch, runners: readonly Runner[], budgetMs: number): Promise<void> {
  const ready = runners.filter(({ prepared }) => prepared !== null);
  const startMs = performance.now();
  const shareMs = budgetMs / (ready.length * (ROUNDS + 1));
  const repeats = new Map<Runner, number>();
  for (const runner of ready) {
    const ms = await stopwatch.time(runner.prepared!, 1);
    repeats.set(runner, Math.max(1, Math.floor(shareMs / Math.max(ms, 1e-3))));
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const runner of ready) {
      const count = repeats.get(runner)!;
      runner.rounds.push((await stopwatch.time(runner.prepared!, count)) / count);
    }
    // A round is taken whole, so that no candidate is compared with less than the others.
    if (performance.now() - startMs > budgetMs) return;
  }
}

/** The quickest, where it is clearly quicker than the kernel's own rule. */
export function chooseCandidate(candidates: readonly CandidateReport[]): string {
  const timed = candidates.filter((one): one is CandidateReport & { readonly ms: number } => one.ms !== null);
  const rule = timed.find(({ name }) => name === RULE);
  const best = timed.toSorted((one, other) => one.ms - other.ms).at(0);
  if (best === undefined) return RULE;
  return rule === undefined || best.ms < WORTH_A_SWITCH * rule.ms ? best.name : RULE;
}
