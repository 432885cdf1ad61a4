import type { RunSummary } from "../store/run-archive.ts";
import type { RunGrouping } from "../store/settings-store.ts";

export interface RunGroup {
  readonly title: string;
  /** In the order in which they were given. */
  readonly runs: readonly RunSummary[];
}

const UNTOLD = "not recorded";

/** Titles of the groups that a run belongs to; of several architectures or tags it stands in each of their groups. */
function groupsOf(run: RunSummary, by: Exclude<RunGrouping, "none">): readonly string[] {
  const tags = run.tags ?? [];
  switch (by) {
    case "experiment":
      return [run.title];
    case "architecture":
      return run.arms?.map(({ title }) => title) ?? [UNTOLD];
    case "dataset":
      return [run.dataset ?? UNTOLD];
    case "tag":
      return tags.length === 0 ? ["without a tag"] : tags.map((tag) => `#${tag}`);
  }
}

/** Groups in the order of their first run: newest first where the runs are. One group without a title when none are asked. */
export function groupRuns(runs: readonly RunSummary[], by: RunGrouping): RunGroup[] {
  if (by === "none") return [{ title: "", runs }];
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    for (const title of new Set(groupsOf(run, by))) groups.set(title, [...(groups.get(title) ?? []), run]);
  }
  return [...groups].map(([title, members]) => ({ title, runs: members }));
}
