import { formatPercent, formatScaled, formatSeconds } from "../../lib/format.ts";
import type { RoofShare, TimedWork } from "../../lib/roofline.ts";

/** Undefined for a time too short to be seen. */
export function perSecond(amount: number, ms: number): number | undefined {
  return ms > 0 ? amount / (ms / 1000) : undefined;
}

const CEILINGS = { compute: "arithmetic", memory: "bandwidth" } as const;

/** "12.3 % of this device's bandwidth", or why there is no such number. */
export function roofText({ ms, peakFraction, bound }: TimedWork & RoofShare): string {
  if (ms <= 0) return "too short for the device's clock";
  return `${formatPercent(peakFraction, 2)} of this device's measured ${CEILINGS[bound]}`;
}

/** Time and work of a piece of a step, as a sentence that begins with its name. */
export function workSentence(name: string, work: TimedWork & RoofShare, stepMs: number): string {
  const { ms, flops, bytes } = work;
  const share = stepMs > 0 ? ` (${formatPercent(ms / stepMs, 2)} of the step)` : "";
  const rates = [
    formatScaled(flops, "FLOP"),
    formatScaled(bytes, "B"),
    ...(ms > 0 ? [formatScaled(perSecond(flops, ms), "FLOP/s"), formatScaled(perSecond(bytes, ms), "B/s")] : []),
  ];
  return `${name}: ${formatSeconds(ms / 1000)}${share}, ${rates.join(", ")}; ${roofText(work)}.`;
}
