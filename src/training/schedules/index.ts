import { cosineWarmup } from "./cosine-warmup.ts";
import type { ScheduleSettings } from "./settings.ts";

/** Learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

type Kind = ScheduleSettings["kind"];
type Maker<K extends Kind> = (
  settings: Extract<ScheduleSettings, { kind: K }>,
  peak: number,
  totalSteps: number,
) => Schedule;

const SCHEDULES: { readonly [K in Kind]: Maker<K> } = {
  "cosine-warmup": (settings, peak, totalSteps) => {
    const warmupSteps = Math.round(settings.warmupFraction * totalSteps);
    const lowest = settings.finalFraction * peak;
    return (step) => cosineWarmup(step, { peak, lowest, warmupSteps, totalSteps });
  },
  "constant-warmup": (settings, peak, totalSteps) => {
    const warmupSteps = Math.round(settings.warmupFraction * totalSteps);
    return (step) => (step < warmupSteps ? (peak * (step + 1)) / warmupSteps : peak);
  },
};

export function makeSchedule(settings: ScheduleSettings, peak: number, totalSteps: number): Schedule {
  const make = SCHEDULES[settings.kind] as (settings: ScheduleSettings, peak: number, totalSteps: number) => Schedule;
  return make(settings, peak, totalSteps);
}
