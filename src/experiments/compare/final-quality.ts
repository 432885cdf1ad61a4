import { interval95HalfWidth, mean } from "../../lib/statistics.ts";
import type { ArmResult } from "../schema/result.ts";
import { bestRate } from "./runs.ts";
import { qualityOf } from "../schema/measure.ts";

/** What an arm came to at its best learning rate. */
export interface FinalQuality {
  readonly learningRate: number;
  /** Mean over seeds. */
  readonly bitsPerByte: number;
  /** Half of the 95 % interval over seeds; absent for one. */
  readonly halfWidth95?: number;
  readonly n: number;
}

export function finalQuality(arm: ArmResult): FinalQuality | undefined {
  const best = bestRate(arm);
  if (best === undefined) return undefined;
  const values = best.runs.map((run) => qualityOf(run.final!));
  const half = interval95HalfWidth(values);
  const interval = half === undefined ? {} : { halfWidth95: half };
  return { learningRate: best.learningRate, bitsPerByte: mean(values), ...interval, n: values.length };
}
