import { useEffect } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { compareEntries, unfairness } from "../../experiments/compare/entries.ts";
import type { Entry } from "../../experiments/compare/entries.ts";
import { markdownReport, runsCsv } from "../../experiments/compare/report.ts";
import { Icon } from "../components/icon.tsx";
import { Problem } from "../components/problem.tsx";
import { useArchive } from "../components/use-stored.ts";
import { download, fileStem } from "../files/download.ts";
import { ForgottenLine } from "../runs/forgotten-line.tsx";
import { routeStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import type { Route } from "../store/route-store.ts";
import { selectionOfText, textOfSelection } from "./compare-address.ts";
import { entriesOf, pinnedOf, selectionStore, showOnly } from "./compare-store.ts";
import type { Selection } from "./compare-store.ts";
import { CurveFigure } from "./curve-figure.tsx";
import { EntryTable } from "./entry-table.tsx";
import { GridFigure } from "./grid-figure.tsx";
import { ParallelFigure } from "./parallel-figure.tsx";
import { RunPanel } from "./run-panel.tsx";
import { ScatterFigure } from "./scatter-figure.tsx";
import { useResults } from "./use-results.ts";
import "../styles/compare.css";

function Exports({ entries, pinned }: { readonly entries: readonly Entry[]; readonly pinned: Entry }) {
  const stem = fileStem(entries.map(({ title }) => title).join(" vs "), new Date());
  const results = () => JSON.stringify([...new Set(entries.map(({ result }) => result))], null, 1);
  return (
    <div className="controls">
      <Button
        className="button"
        onPress={() => download(`${stem}.md`, markdownReport(entries, pinned), "text/markdown")}
      >
        <Icon name="export" />
        Report
      </Button>
      <Button className="button" onPress={() => download(`${stem}.csv`, runsCsv(entries), "text/csv")}>
        <Icon name="export" />
        CSV
      </Button>
      <Button className="button" onPress={() => download(`${stem}.json`, `${results()}\n`, "application/json")}>
        <Icon name="export" />
        JSON
      </Button>
    </div>
  );
}

function Comparison({ entries, pinned }: { readonly entries: readonly Entry[]; readonly pinned: Entry }) {
  const compared = compareEntries(entries, pinned);
  return (
    <div className="comparison">
      <div className="verdicts">
        {unfairness(entries, pinned).map((sentence) => (
          <Problem key={sentence} sentence={sentence} isWarning />
        ))}
        {compared.map(({ id, verdict }) => (
          <p key={id} className="verdict">
            {verdict}
          </p>
        ))}
        {compared.length === 0 ? <p className="quiet">Choose a second arm to compare {pinned.title} with.</p> : null}
      </div>
      <div className="figures">
        <CurveFigure entries={entries} pinned={pinned} />
        <ScatterFigure entries={entries} pinned={pinned} />
        <GridFigure entries={entries} pinned={pinned} />
        <ParallelFigure entries={entries} pinned={pinned} />
      </div>
      <EntryTable entries={entries} pinned={pinned} compared={compared} />
    </div>
  );
}

/** Keeps what is chosen and the address the same; without a choice in either, the newest run is shown. */
function useAddress(chosen: string | undefined, newest: string | undefined, selection: Selection): void {
  useEffect(() => {
    if (chosen !== undefined) selectionStore.setState(selectionOfText(chosen));
    else if (newest !== undefined && selectionStore.getState().runs.length === 0) showOnly(newest);
  }, [chosen, newest]);
  useEffect(() => {
    // The effect above may just have replaced what was rendered.
    const route: Route = { view: "compare", chosen: textOfSelection(selectionStore.getState()) };
    if (route.chosen === "" || addressOf(route) === location.hash) return;
    history.replaceState(null, "", addressOf(route));
    routeStore.setState(route, true);
  }, [chosen, selection]);
}

/** Kept runs side by side against a pinned baseline. */
export function CompareView({ chosen }: { readonly chosen: string | undefined }) {
  const summaries = useArchive();
  const selection = useStore(selectionStore);
  useAddress(chosen, summaries?.at(0)?.id, selection);
  const { results, problem } = useResults(selection.runs);
  const entries = entriesOf(selection, results, summaries ?? []);
  const pinned = pinnedOf(selection, entries);
  const shown = entries.filter((entry) => entry === pinned || !selection.hidden.includes(entry.key));
  return (
    <>
      <div className="heading-row">
        <div className="card-heading">
          <h1>Compare</h1>
        </div>
        {pinned === undefined ? null : <Exports entries={shown} pinned={pinned} />}
      </div>
      {problem === undefined ? null : <Problem sentence={problem} />}
      <ForgottenLine />
      {summaries?.length === 0 ? (
        <p className="quiet">
          Finished runs will stand here side by side, with their curves, costs and a verdict against the baseline that
          you pin. <a href="#train">Train</a> to make the first.
        </p>
      ) : (
        <div className="compare">
          <RunPanel entries={entries} shown={shown} pinned={pinned} />
          {pinned === undefined ? (
            <p className="quiet">Choose a run to look at.</p>
          ) : (
            <Comparison entries={shown} pinned={pinned} />
          )}
        </div>
      )}
    </>
  );
}
