import { exponentialSmoothing, interval95HalfWidth, mean } from "../../lib/statistics.ts";
import { qualityPerLoss } from "../schema/measure.ts";
import type { Result, RunRecord } from "../schema/result.ts";

export const CURVE_AXES = ["steps", "tokens", "FLOPs", "seconds", "joules"] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];

/** One quick evaluation over all seeds. */
export interface MeanPoint {
  readonly x: number;
  /** Bits per byte, mean over seeds. */
  readonly mean: number;
  /** 95 % interval of the mean (Student t); absent for one seed. */
  readonly interval95?: readonly [number, number];
  readonly n: number;
}

const JOULES_PER_PICOJOULE = 1e-12;

/** Bits per byte for one nat per token of the held-out slice. */
export function bitsPerNat({ dataset }: Pick<Result, "dataset">): number {
  return qualityPerLoss(dataset);
}

/** Where a quick evaluation stands on a cost axis; undefined where that was not measured. */
function place(run: RunRecord, point: number, axis: CurveAxis): number | undefined {
  const { curves, energy } = run;
  const step = curves.evalStep[point];
  if (axis === "steps") return step;
  if (axis === "seconds") return curves.evalSeconds[point];
  const row = curves.step.findLastIndex((done) => done <= step);
  if (row < 0) return undefined;
  if (axis === "FLOPs") return curves.flops[row];
  const tokens = curves.tokens[row];
  if (axis === "tokens") return tokens;
  const picojoules = energy?.arithmeticPicojoulesPerToken;
  return picojoules === undefined ? undefined : tokens * picojoules * JOULES_PER_PICOJOULE;
}

/**
 * Mean over seeds of the quick evaluations, as far as all runs have them. `smoothing` is the share of the past that each
 * run's own curve keeps at an evaluation, before the mean and the interval are taken.
 */
export function meanCurve(runs: readonly RunRecord[], axis: CurveAxis, bitsOfNat: number, smoothing = 0): MeanPoint[] {
  if (runs.length === 0) return [];
  const smoothed = runs.map(({ curves }) =>
    exponentialSmoothing(
      curves.evalLoss.map((loss) => loss ?? Number.NaN),
      smoothing,
    ),
  );
  const length = Math.min(...runs.map((run) => run.curves.evalStep.length));
  return Array.from({ length }, (_, point) => point).flatMap((point): MeanPoint[] => {
    const places = runs.map((run) => place(run, point, axis)).filter((x) => x !== undefined);
    const values = smoothed.map((losses) => losses[point]).filter(Number.isFinite);
    if (places.length < runs.length || values.length < runs.length) return [];
    const bits = values.map((loss) => loss * bitsOfNat);
    const centre = mean(bits);
    const half = interval95HalfWidth(bits);
    const interval = half === undefined ? {} : { interval95: [centre - half, centre + half] as const };
    return [{ x: mean(places), mean: centre, ...interval, n: runs.length }];
  });
}
