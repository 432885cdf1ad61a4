import type { Gpu } from "../../engine/gpu/gpu.ts";

/** Losses in a row, without a kept state between them, that end a session. */
export const MOST_LOSSES = 3;
export const LOST_ONCE = "The graphics device was lost; training goes on from the last kept state on a new one.";
export const LOST_TOO_OFTEN =
  "The graphics device was lost again and again, so the run ended. Close other pages that use the graphics processor, or make the model smaller, and start again.";
/** A loss is reported a moment after the call that failed through it. */
const LOSS_REPORT_MS = 1_000;

/** Whether a call failed because its device is gone. */
export function isLost(gpu: Gpu): Promise<boolean> {
  const waited = new Promise<false>((resolve) => setTimeout(resolve, LOSS_REPORT_MS, false));
  return Promise.race([gpu.lost.then(() => true), waited]);
}
