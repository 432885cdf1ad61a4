import type { PhaseEvent } from "../../workers/protocol.ts";
import { formatNumber, formatPercent, formatScaled } from "../../lib/format.ts";
import type { SessionView } from "../store/session-view.ts";

const RECENT_STEPS = 20;

export interface Progress {
  readonly stepsDone: number;
  readonly stepsInAll: number;
  /** Undefined before enough steps were timed. */
  readonly secondsLeft: number | undefined;
}

/** Steps of all planned runs, and the time that the rest will take at the recent pace. */
export function progressOf(view: SessionView): Progress | undefined {
  const { arms, stepsPerRun, plannedRuns } = view;
  const planned = plannedRuns.map((key) => arms.find(({ id }) => id === key.arm)?.steps ?? stepsPerRun);
  if (planned.length === 0 || planned.includes(undefined)) return undefined;
  const stepsDone = view.runs.reduce((sum, run) => sum + (run.curves.step.at(-1) ?? 0), 0);
  const stepsInAll = planned.reduce<number>((sum, steps = 0) => sum + steps, 0);
  const recent = view.runs.slice(-view.arms.length).flatMap((run) => run.curves.stepMs.slice(-RECENT_STEPS));
  const meanMs = recent.reduce((sum, ms) => sum + ms, 0) / recent.length;
  return {
    stepsDone,
    stepsInAll,
    secondsLeft: recent.length === 0 ? undefined : ((stepsInAll - stepsDone) * meanMs) / 1000,
  };
}

const PHASE_TITLES: Record<PhaseEvent["phase"], string> = {
  adapter: "adapter",
  data: "data",
  tokenizer: "tokenizer",
  yardsticks: "yardsticks",
  compile: "compile",
  "first-step": "first step",
  evaluation: "evaluation",
  sample: "writing text",
};

/** The phases before the first point, in order. */
const PREPARATION: readonly PhaseEvent["phase"][] = [
  "adapter",
  "data",
  "tokenizer",
  "yardsticks",
  "compile",
  "first-step",
];

/** Those that not every experiment has; they stand in the list only once they report. */
const OCCASIONAL: readonly PhaseEvent["phase"][] = ["adapter", "tokenizer"];

/** Reported phases and those still to come, in the order in which they happen. */
export function preparationOf(phases: readonly PhaseEvent[]): readonly (PhaseEvent | PhaseEvent["phase"])[] {
  return PREPARATION.flatMap((name): readonly (PhaseEvent | PhaseEvent["phase"])[] => {
    const reported = phases.filter((phase) => phase.phase === name);
    if (reported.length > 0) return reported;
    return OCCASIONAL.includes(name) ? [] : [name];
  });
}

export function phaseTitle(phase: PhaseEvent["phase"]): string {
  return PHASE_TITLES[phase];
}

/** "14/31 kernels", "62 %", "3.20 MB": how far a phase is, in what it counts. */
export function phaseAmount({ done, total, unit }: PhaseEvent): string {
  if (unit === "bytes")
    return total === undefined ? formatScaled(done, "B") : formatPercent(total > 0 ? done / total : 1, 2);
  if (total === undefined) return `${formatNumber(done)} ${unit}`;
  if (total === 0) return "all ready";
  if (total === 1) return done >= 1 ? "done" : "…";
  return `${formatNumber(done)}/${formatNumber(total)} ${unit}`;
}

export function isPhaseDone({ done, total }: PhaseEvent): boolean {
  return total !== undefined && done >= total;
}
