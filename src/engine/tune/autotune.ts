import type { Launch } from "../../kernels-wgsl/index.ts";
import { MATMUL_CANDIDATES, matmulClass } from "../../kernels-wgsl/matmul/candidates.ts";
import { gemmShape } from "../../kernels-wgsl/matmul/gemm-shape.ts";
import { quantile } from "../../lib/statistics.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { openProduct, type Lowered, type OpenProduct, type Product } from "./product.ts";
import { prepareLaunches, type PreparedLaunches } from "./run-launches.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { CandidateReport, ClassReport, Tuning } from "./tuning.ts";

/** The kernel's own rule, beside the candidates that a table may name. */
export const RULE = "rule";
/** What every candidate is held against. */
const NAIVE = "strided";
/** Worst error over the result's RMS: what kernels are allowed everywhere. */
const MAX_ERROR = 1e-5;
const ROUNDS = 3;
/** A candidate replaces the rule only where it takes less than this share of its time. */
const WORTH_A_SWITCH = 0.92;

const LAYOUTS = [
  { transposeA: false, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
] as const;

/** Canonical shapes: many rows against small matrices, and a weight gradient's long reduction. */
const EXTENTS = [
  { m: 1024, n: 512, k: 256 },
  { m: 256, n: 512, k: 2048 },
] as const;

export interface TuneOptions {
  /** Time of all measurements together, compilation and checks aside. */
  readonly budgetMs?: number;
  readonly extents?: readonly { readonly m: number; readonly n: number; readonly k: number }[];
  /** Replaces a candidate's launches; for tests of what the tuner does with a wrong one. */
  readonly alter?: (name: string, launches: readonly Launch[]) => readonly Launch[];
}

/**
 * Finds the quickest right candidate of every class of products on this device. Each is checked against the naive kernel before
 * it is timed, so that a wrong one loses; rounds are interleaved, medians compared. Call it outside of any step.
 */
export async function tuneVariants(gpu: Gpu, options: TuneOptions = {}): Promise<Tuning> {
  const { budgetMs = 300, extents = EXTENTS } = options;
  const products: Product[] = extents.flatMap((shape) => LAYOUTS.map((layout) => ({ ...shape, layout })));
  const stopwatch = new Stopwatch(gpu);
  const classes: ClassReport[] = [];
  try {
    for (const product of products) {
      classes.push(await tuneProduct(gpu, stopwatch, product, budgetMs / products.length, options));
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

async function tuneProduct(
  gpu: Gpu,
  stopwatch: Stopwatch,
  product: Product,
  budgetMs: number,
  { alter = (_name, launches) => launches }: TuneOptions,
): Promise<ClassReport> {
  const { m, n, k, layout } = product;
  const open = openProduct(gpu, product);
  const shapeClass = matmulClass(gemmShape(open.a.shape, open.b.shape, layout), layout);
  const runners: Runner[] = [];
  try {
    const truth = await open.result(open.lower({ [shapeClass]: NAIVE }));
    const names = [RULE, ...Object.keys(MATMUL_CANDIDATES)].filter((name) => open.allows(name));
    for (const name of names) {
      const lowered = open.lower(name === RULE ? {} : { [shapeClass]: name });
      const altered = { ...lowered, launches: alter(name, lowered.launches) };
      runners.push(await checkedRunner(gpu, open, name, altered, truth));
    }
    await timeInTurn(stopwatch, runners, budgetMs);
    const candidates = runners.map(({ name, error, rounds }) => ({
      name,
      error,
      ms: rounds.length === 0 ? null : quantile(rounds, 0.5),
    }));
    return { shapeClass, m, n, k, chosen: chooseCandidate(candidates), candidates };
  } finally {
    for (const { prepared } of runners) prepared?.destroy();
    open.destroy();
  }
}

/** A candidate that is right, ready to be timed; one that is wrong or does not run has no launches. */
async function checkedRunner(
  gpu: Gpu,
  open: OpenProduct,
  name: string,
  lowered: Lowered,
  truth: Float32Array,
): Promise<Runner> {
  let error: number;
  try {
    error = worstError(await open.result(lowered), truth);
  } catch {
    return { name, error: null, ms: null, prepared: null, rounds: [] };
  }
  const isRight = error <= MAX_ERROR;
  const prepared = isRight ? await prepareLaunches(gpu, lowered.launches, lowered.buffers) : null;
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
