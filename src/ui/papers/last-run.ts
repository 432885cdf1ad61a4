import type { PaperCard } from "../../papers/card.ts";
import type { RunSummary } from "../store/run-archive.ts";

/** The newest kept run of the card's sweep. */
export function lastSweepOf({ sweep }: PaperCard, runs: readonly RunSummary[]): RunSummary | undefined {
  const arms = key((sweep?.documents ?? []).map(({ preset }) => preset));
  return runs.find(({ presets = [] }) => presets.length > 1 && key(presets) === arms);
}

/** The newest kept run with the arms of the card's quick or fair experiment. `runs` come newest first. */
export function lastRunOf({ experiments }: PaperCard, runs: readonly RunSummary[]): RunSummary | undefined {
  const arms = [experiments.fair, experiments.quick].map(({ arms }) => key(arms.flatMap((arm) => arm.preset ?? [])));
  return runs.find(({ presets }) => presets !== undefined && presets.length > 1 && arms.includes(key(presets)));
}

const key = (presets: readonly string[]): string => [...presets].sort().join(" ");
