import type { ArmResult, Curves, RunRecord } from "../schema/result.ts";
import { qualityOf } from "../schema/measure.ts";

/** A finished run has a final evaluation; only such runs are compared. */
export function finishedRuns(arm: ArmResult): RunRecord[] {
  return arm.runs.filter((run) => run.final !== undefined);
}

export interface GridRow<Run> {
  readonly learningRate: number;
  readonly bitsPerByte: number;
  readonly runs: readonly Run[];
}

/** Mean quality at each learning rate of a grid, in the order of the runs. */
export function gridRows<Run extends { readonly learningRate: number }>(
  runs: readonly Run[],
  bitsPerByteOf: (run: Run) => number,
): GridRow<Run>[] {
  const byRate = new Map<number, Run[]>();
  for (const run of runs) byRate.set(run.learningRate, [...(byRate.get(run.learningRate) ?? []), run]);
  return [...byRate].map(([learningRate, row]) => ({
    learningRate,
    runs: row,
    bitsPerByte: row.reduce((sum, run) => sum + bitsPerByteOf(run), 0) / row.length,
  }));
}

/** The row with the lowest mean over seeds among those that were run at the most seeds. */
export function bestOfGrid<Run extends { readonly learningRate: number }>(
  runs: readonly Run[],
  bitsPerByteOf: (run: Run) => number,
): GridRow<Run> | undefined {
  const rows = gridRows(runs, bitsPerByteOf);
  const seeds = Math.max(...rows.map((row) => row.runs.length));
  return rows
    .filter((row) => row.runs.length === seeds)
    .reduce<GridRow<Run> | undefined>(
      (best, row) => (best !== undefined && best.bitsPerByte <= row.bitsPerByte ? best : row),
      undefined,
    );
}

export type RateRow = GridRow<RunRecord>;

const finalBits = (run: RunRecord): number => qualityOf(run.final!);

/** Mean final quality of an arm at each learning rate of its grid, in the order of the runs. */
export function rateTable(arm: ArmResult): RateRow[] {
  return gridRows(finishedRuns(arm), finalBits);
}

/** The rate of an arm that verdicts take. */
export function bestRate(arm: ArmResult): RateRow | undefined {
  return bestOfGrid(finishedRuns(arm), finalBits);
}

/** Mean of each column of equally long rows; a run that was evaluated less often ends the common part. */
function meanColumns(rows: readonly (readonly (number | null)[])[]): number[] {
  const length = Math.min(...rows.map((row) => row.length));
  return Array.from({ length }, (_, column) => {
    const values = rows.map((row) => row[column] ?? Number.NaN);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

export interface ReachedAt {
  readonly steps: number | null;
  readonly seconds: number | null;
  /** Counted FLOPs of training. */
  readonly flops: number | null;
}

/**
 * First quick evaluation at which the candidate's mean curve is at or below the baseline's last quick evaluation.
 * Both are means over the same seeds on the same slice. Undefined when a curve was never evaluated.
 */
export function reachedBaseline(candidate: readonly Curves[], baseline: readonly Curves[]): ReachedAt | undefined {
  if (candidate.length === 0 || baseline.length === 0) return undefined;
  const target = meanColumns(baseline.map((curves) => curves.evalLoss)).at(-1);
  const losses = meanColumns(candidate.map((curves) => curves.evalLoss));
  if (target === undefined || losses.length === 0) return undefined;
  const row = losses.findIndex((loss) => loss <= target);
  if (row < 0) return { steps: null, seconds: null, flops: null };
  const steps = candidate[0].evalStep[row];
  const rowOfStep = candidate[0].step.findLastIndex((step) => step <= steps);
  return {
    steps,
    seconds: meanColumns(candidate.map((curves) => curves.evalSeconds))[row],
    flops: candidate[0].flops[rowOfStep] ?? null,
  };
}
