import { formatFixed, formatNumber, formatScaled } from "../../lib/format.ts";
import type { CostAxis } from "../store/settings-store.ts";

function short(value: number, unit: string): string {
  return formatScaled(value, unit, 3).trim();
}

/** Values of each cost axis as they stand below a chart. */
export const formatAxis: Record<CostAxis, (value: number) => string> = {
  step: (value) => formatFixed(value, 0),
  tokens: (value) => (value < 1000 ? formatFixed(value, 0) : short(value, "")),
  flops: (value) => (value === 0 ? "0" : short(value, "FLOP")),
  seconds: (value) => `${formatNumber(value, 3)} s`,
};
