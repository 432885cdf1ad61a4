import { Button } from "react-aria-components";
import type { PaperCard } from "../../../papers/card.ts";
import { sweepFinding } from "../../../papers/diagnostics/sweep-finding.ts";
import { useArchive, useAdapter, useSession } from "../../components/use-stored.ts";
import { formatMoment } from "../../runs/format-moment.ts";
import { draftStore } from "../../store/index.ts";
import { addressOf } from "../../store/route-store.ts";
import { isBusy } from "../../store/session-view.ts";
import { startTraining } from "../../train/start-training.ts";
import { lastSweepOf } from "../last-run.ts";
import { FindingChart } from "./finding-chart.tsx";
import { useKeptResult } from "./use-kept-result.ts";

/** The card's sweep: the button that runs it, and its last result as a chart. Nothing where the card has none. */
export function SweepSection({ card }: { readonly card: PaperCard }) {
  const last = lastSweepOf(card, useArchive() ?? []);
  const result = useKeptResult(last?.id);
  const finding = result === undefined ? undefined : sweepFinding(card, result);
  const isOccupied = useSession((store) => isBusy(store.view.state));
  const isAbsent = useAdapter().status === "missing";
  const { sweep } = card.experiments;
  if (sweep === undefined || card.sweep === undefined) return null;
  const run = async (): Promise<void> => {
    draftStore.getState().openExperiment(sweep);
    location.hash = addressOf({ view: "train" });
    await startTraining();
  };
  return (
    <section aria-labelledby="sweep-heading">
      <h2 id="sweep-heading">Sweep over {card.sweep.knob}</h2>
      <Button className="button" isDisabled={isOccupied || isAbsent} onPress={() => void run()}>
        Run the sweep
      </Button>
      <p className="note">
        {sweep.arms.length} arms, {sweep.seeds.length} seeds, {sweep.budget.steps} steps.
      </p>
      {finding === undefined ? (
        <p className="quiet">Nothing yet. The chart of the last sweep that this browser keeps will stand here.</p>
      ) : (
        <>
          <FindingChart finding={finding} />
          <p className="note">{last === undefined ? "" : formatMoment(last.finishedAt)}</p>
        </>
      )}
    </section>
  );
}
