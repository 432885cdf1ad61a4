import { lazy, Suspense } from "react";
import { useStore } from "zustand";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { useDraft, useIsSoftware, useSession } from "../components/use-stored.ts";
import { QueueList } from "../runs/queue-list.tsx";
import { InterruptedList } from "../runs/interrupted-list.tsx";
import { RunList } from "../runs/run-list.tsx";
import { baseExperiment } from "../store/draft-store.ts";
import { claimStore } from "../store/index.ts";
import { isAbout } from "../share/claim-store.ts";
import { isBusy } from "../store/session-view.ts";
import type { NamedArm } from "./arm-summary.ts";
import { CardHeading } from "./card-heading.tsx";
import { Controls } from "./controls.tsx";
import { Dashboard } from "./dashboard.tsx";
import { ProgressLine } from "./progress-line.tsx";
import { RunForm } from "./run-form.tsx";

const ClaimCheck = lazy(async () => ({ default: (await import("../share/claim-check.tsx")).ClaimCheck }));

/** The claim that the finished session was made to check, beside what it came to. */
function CheckedClaim() {
  const { claim } = useStore(claimStore);
  const result = useSession((store) => store.view.result);
  if (claim === undefined || result === undefined || !isAbout(claim, result.experiment)) return null;
  return (
    <Suspense fallback={<p className="quiet">Comparing with the claim …</p>}>
      <ClaimCheck digest={claim.digest} result={result} />
    </Suspense>
  );
}

function namedArms(experiment: Experiment): NamedArm[] {
  return experiment.arms.map(({ id, title }) => ({ id, title: title ?? id }));
}

/** The entry: set up an experiment, train its arms interleaved, watch, and read the verdict. */
export function TrainView() {
  const isSoftware = useIsSoftware();
  const card = useDraft((draft) => draft.card);
  const base = useDraft((draft) => baseExperiment(draft, isSoftware));
  const baseName = useDraft((draft) => draft.base ?? (isSoftware ? "quick" : "fair"));
  const view = useSession((store) => store.view);
  const running = useSession((store) => store.experiment);
  // A finished or running session shows its own arms; before, the form's.
  const shown = view.state === "idle" ? base : (running ?? base);
  if (base === undefined || shown === undefined) return <p className="quiet">Opening the paper card …</p>;
  return (
    <>
      <div className="heading-row">
        {card === undefined || baseName === "file" ? (
          <div className="card-heading">
            <h1>{base.title ?? "Opened experiment"}</h1>
          </div>
        ) : (
          <CardHeading card={card} />
        )}
        <Controls arms={base.arms.length} />
      </div>
      {isBusy(view.state) ? null : <InterruptedList />}
      <RunForm base={base} baseName={baseName} />
      <ProgressLine view={view} />
      <QueueList />
      <CheckedClaim />
      <Dashboard
        view={view}
        arms={namedArms(shown)}
        baseline={shown.baseline}
        readsWhole={shown.sequenceLength === 1}
      />
      {isBusy(view.state) ? null : <RunList />}
    </>
  );
}
