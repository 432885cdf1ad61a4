import { interval95HalfWidth, mean, pairedDifference } from "../../lib/statistics.ts";
import type { PairedDifference } from "../../lib/statistics.ts";
import type { ArmResult } from "../schema/result.ts";
import { bestRate } from "./runs.ts";

/** Share of answers that were right, at the rate of the lowest loss. */
export interface FinalAccuracy {
  /** Mean over seeds, 0 to 1. */
  readonly mean: number;
  /** Half of the 95 % interval over seeds; absent for one. */
  readonly halfWidth95?: number;
  readonly n: number;
}

/** Undefined where no run ended, or nothing is right or wrong. */
export function finalAccuracy(arm: ArmResult): FinalAccuracy | undefined {
  const values = (bestRate(arm)?.runs ?? []).flatMap(({ final }) => final?.accuracy ?? []);
  if (values.length === 0) return undefined;
  const half = interval95HalfWidth(values);
  return { mean: mean(values), ...(half === undefined ? {} : { halfWidth95: half }), n: values.length };
}

/** Arm minus baseline in points of 100, each at its best rate, paired by seed: above 0 is better. Undefined without a common seed. */
export function accuracyDifference(arm: ArmResult, baseline: ArmResult): PairedDifference | undefined {
  const others = bestRate(baseline)?.runs ?? [];
  const pairs = (bestRate(arm)?.runs ?? []).flatMap(({ seed, final }) => {
    const right = others.find((other) => other.seed === seed)?.final?.accuracy;
    return right === undefined || final?.accuracy === undefined ? [] : [[100 * final.accuracy, 100 * right]];
  });
  if (pairs.length === 0) return undefined;
  return pairedDifference(
    pairs.map(([own]) => own),
    pairs.map(([, other]) => other),
  );
}
