import { lazy, Suspense, useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { Result } from "../../experiments/schema/result.ts";
import { sentenceOf } from "../../lib/failure.ts";
import type { ResultDigest } from "../../sharing/result-digest.ts";
import { batchText, budgetText } from "../share/budget-text.ts";
import { contentOfResult } from "../share/shared-contents.ts";
import { ShareButton } from "../share/share-button.tsx";
import { Icon } from "../components/icon.tsx";
import { Problem } from "../components/problem.tsx";
import { exportResult } from "../files/exports.ts";
import { addressOf } from "../store/route-store.ts";
import { runArchive } from "../store/run-archive.ts";
import { sessionFromResult } from "../store/session-from-result.ts";
import type { SessionView } from "../store/session-view.ts";
import { Dashboard } from "../train/dashboard.tsx";
import { formatMoment } from "./format-moment.ts";

type Opened =
  | { readonly status: "opening" }
  | { readonly status: "absent"; readonly sentence: string }
  | { readonly status: "open"; readonly result: Result; readonly view: SessionView; readonly claim?: ResultDigest };

const WeightsPanel = lazy(async () => ({ default: (await import("./weights-panel.tsx")).WeightsPanel }));
const ClaimCheck = lazy(async () => ({ default: (await import("../share/claim-check.tsx")).ClaimCheck }));

const GONE = "This browser does not keep that run. Open one of the list below, or train again.";

async function openRun(id: string): Promise<Opened> {
  try {
    const result = await runArchive.get(id);
    if (result === undefined) return { status: "absent", sentence: GONE };
    const claim = await runArchive.claimOf(id);
    return { status: "open", result, view: sessionFromResult(result), ...(claim === undefined ? {} : { claim }) };
  } catch (thrown) {
    return { status: "absent", sentence: `That run could not be read (${sentenceOf(thrown)}).` };
  }
}

function Heading({ id, result }: { readonly id: string; readonly result: Result }) {
  const { experiment, adapter } = result;
  return (
    <div className="heading-row">
      <div className="card-heading">
        <p>
          <a href="#train">Back to training</a>
        </p>
        <h1>{experiment.title ?? "Finished run"}</h1>
        <p className="note">
          {result.startedAt === undefined ? "" : `${formatMoment(result.startedAt)}, `}
          {budgetText(experiment.budget)}, {experiment.seeds.length} {experiment.seeds.length === 1 ? "seed" : "seeds"},
          batch {batchText(experiment)}, {[adapter.vendor, adapter.architecture].join(" ").trim()}
          {adapter.isSoftware ? " (software adapter: timings are not a ranking)" : ""}
        </p>
      </div>
      <div className="controls">
        <a className="button" href={addressOf({ view: "compare", chosen: id })}>
          Compare
        </a>
        <ShareButton content={() => contentOfResult(result)} title={experiment.title ?? "result"} />
        <Button className="button" onPress={() => exportResult(result)}>
          <Icon name="export" />
          Export result
        </Button>
      </div>
    </div>
  );
}

/** A kept run with its curves, as it looked when it ended. */
export function RunView({ id }: { readonly id: string }) {
  const [opened, setOpened] = useState<Opened>({ status: "opening" });
  useEffect(() => {
    let isCurrent = true;
    void openRun(id).then((next) => {
      if (isCurrent) setOpened(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [id]);
  if (opened.status === "opening") return <p className="quiet">Opening the run …</p>;
  if (opened.status === "absent") return <Problem sentence={opened.sentence} />;
  const { result, view, claim } = opened;
  return (
    <>
      <Heading id={id} result={result} />
      {claim === undefined ? null : (
        <Suspense fallback={<p className="quiet">Comparing with the claim …</p>}>
          <ClaimCheck digest={claim} result={result} />
        </Suspense>
      )}
      <Dashboard view={view} arms={view.arms} baseline={result.experiment.baseline} />
      <Suspense fallback={<p className="quiet">Opening the weights …</p>}>
        <WeightsPanel id={id} result={result} />
      </Suspense>
    </>
  );
}
