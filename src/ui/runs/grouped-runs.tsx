import type { ReactNode } from "react";
import { SelectField } from "../components/select-field.tsx";
import { useSettings } from "../components/use-stored.ts";
import { settingsStore } from "../store/index.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { RUN_GROUPINGS } from "../store/settings-store.ts";
import type { RunGrouping } from "../store/settings-store.ts";
import { groupRuns } from "./group-runs.ts";

const TITLES: Readonly<Record<RunGrouping, string>> = {
  none: "nothing",
  experiment: "experiment",
  architecture: "architecture",
  dataset: "data",
  tag: "tag",
};

/** What kept runs are grouped by; the choice holds for every list of them. */
export function GroupingField() {
  const { runGrouping } = useSettings();
  return (
    <SelectField
      label="Group by"
      options={RUN_GROUPINGS.map((id) => ({ id, title: TITLES[id] }))}
      value={runGrouping}
      onChange={(grouping) => settingsStore.setState({ runGrouping: grouping })}
    />
  );
}

interface GroupedRunsProps {
  readonly runs: readonly RunSummary[];
  readonly className: string;
  /** One list entry. */
  readonly children: (run: RunSummary) => ReactNode;
}

/** Kept runs in groups that open and close; one plain list where they are not grouped. */
export function GroupedRuns({ runs, className, children }: GroupedRunsProps) {
  const { runGrouping } = useSettings();
  const lists = groupRuns(runs, runGrouping);
  if (runGrouping === "none") return <ul className={className}>{runs.map(children)}</ul>;
  return (
    <div className="run-groups">
      {lists.map(({ title, runs: members }) => (
        <details key={`${runGrouping} ${title}`} className="run-group" open>
          <summary>
            {title} <span className="note">{members.length}</span>
          </summary>
          <ul className={className}>{members.map(children)}</ul>
        </details>
      ))}
    </div>
  );
}
