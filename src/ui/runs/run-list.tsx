import { Button } from "react-aria-components";
import { Icon } from "../components/icon.tsx";
import { useArchive } from "../components/use-stored.ts";
import { addressOf } from "../store/route-store.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { ForgottenLine } from "./forgotten-line.tsx";
import { removeRun } from "./kept-runs.ts";
import { formatMoment } from "./format-moment.ts";
import { GroupedRuns, GroupingField } from "./grouped-runs.tsx";
import { WeightsNote } from "./weights-note.tsx";

function RunEntry({ run }: { readonly run: RunSummary }) {
  return (
    <li className="run-entry">
      <div>
        <a href={addressOf({ view: "run", id: run.id })}>{run.name ?? run.title}</a>
        <p className="note">
          {formatMoment(run.finishedAt)}, {run.adapter}
          {run.isSoftwareAdapter ? " (software adapter)" : ""}
          <WeightsNote id={run.id} />
        </p>
        {run.verdict === undefined ? null : <p className="verdict">{run.verdict}</p>}
      </div>
      <Button className="button icon-button" aria-label={`Forget ${run.title}`} onPress={() => void removeRun(run.id)}>
        <Icon name="trash" />
      </Button>
    </li>
  );
}

/** Finished runs that this browser keeps; each opens with its curves. */
export function RunList() {
  const runs = useArchive();
  return (
    <section className="run-list" aria-labelledby="runs-heading">
      <h2 id="runs-heading">Finished runs</h2>
      {runs === undefined || runs.length > 0 ? null : (
        <p className="quiet">
          Finished runs are kept in this browser and listed here, with their curves and verdicts. Press <b>Train</b> to
          make the first.
        </p>
      )}
      <ForgottenLine />
      {runs !== undefined && runs.length > 1 ? <GroupingField /> : null}
      <GroupedRuns runs={runs ?? []} className="run-entries">
        {(run) => <RunEntry key={run.id} run={run} />}
      </GroupedRuns>
    </section>
  );
}
