import { createStore } from "zustand/vanilla";
import type { Entry } from "../../experiments/compare/entries.ts";
import type { Result } from "../../experiments/schema/result.ts";
import type { RunSummary } from "../store/run-archive.ts";

/** What is put side by side. */
export interface Selection {
  /** Ids of kept runs, in the order in which they were chosen. */
  readonly runs: readonly string[];
  /** Keys of arms that are left out. */
  readonly hidden: readonly string[];
  /** Key of the baseline; undefined: that of the first run. */
  readonly pinned: string | undefined;
}

export const NO_SELECTION: Selection = { runs: [], hidden: [], pinned: undefined };

export const selectionStore = createStore<Selection>()(() => NO_SELECTION);

export function showOnly(run: string): void {
  selectionStore.setState({ ...NO_SELECTION, runs: [run] });
}

export function toggleRun(run: string): void {
  selectionStore.setState(({ runs }) => ({
    runs: runs.includes(run) ? runs.filter((id) => id !== run) : [...runs, run],
  }));
}

export function toggleArm(key: string): void {
  selectionStore.setState(({ hidden }) => ({
    hidden: hidden.includes(key) ? hidden.filter((other) => other !== key) : [...hidden, key],
  }));
}

export function pin(key: string): void {
  selectionStore.setState(({ hidden }) => ({ pinned: key, hidden: hidden.filter((other) => other !== key) }));
}

export function keyOf(run: string, arm: string): string {
  return `${run}/${arm}`;
}

/** The name that the reader gave, else the experiment's. */
export function nameOf(summary: RunSummary): string {
  return summary.name ?? summary.title;
}

/** Every arm of the chosen runs; arms of the same title are told apart by their run. */
export function entriesOf(
  { runs }: Selection,
  results: ReadonlyMap<string, Result>,
  summaries: readonly RunSummary[],
): Entry[] {
  const entries = runs.flatMap((run) => {
    const result = results.get(run);
    const summary = summaries.find(({ id }) => id === run);
    if (result === undefined || summary === undefined) return [];
    return result.arms.map((arm) => ({ key: keyOf(run, arm.id), title: arm.title ?? arm.id, arm, result, summary }));
  });
  return entries.map(({ summary, ...entry }) => {
    const isAmbiguous = entries.some((other) => other.key !== entry.key && other.title === entry.title);
    return isAmbiguous
      ? { ...entry, title: `${entry.title} (${nameOf(summary)}, ${summary.finishedAt.slice(5, 16).replace("T", " ")})` }
      : entry;
  });
}

/** The chosen baseline among the entries; the first run's own where none was pinned. */
export function pinnedOf({ pinned }: Selection, entries: readonly Entry[]): Entry | undefined {
  const own = entries.find(
    ({ key, result, arm }) => key === pinned || (pinned === undefined && arm.id === result.experiment.baseline),
  );
  return own ?? entries.at(0);
}
