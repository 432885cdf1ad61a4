import { useState } from "react";
import { Button, Input, SearchField } from "react-aria-components";
import { useStore } from "zustand";
import type { Entry } from "../../experiments/compare/entries.ts";
import { ArmKey } from "../components/arm-key.tsx";
import { Icon } from "../components/icon.tsx";
import { useArchive } from "../components/use-stored.ts";
import { formatMoment } from "../runs/format-moment.ts";
import { GroupedRuns, GroupingField } from "../runs/grouped-runs.tsx";
import { labelRun, removeRun } from "../runs/kept-runs.ts";
import { WeightsNote } from "../runs/weights-note.tsx";
import { addressOf } from "../store/route-store.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { nameOf, pin, selectionStore, toggleArm, toggleRun } from "./compare-store.ts";
import { entryStyle } from "./entry-style.ts";
import { KeptSpace } from "./kept-space.tsx";

interface PanelProps {
  readonly entries: readonly Entry[];
  readonly shown: readonly Entry[];
  readonly pinned: Entry | undefined;
}

/** Words of a run that the search looks through. */
function matches(run: RunSummary, words: string): boolean {
  const text = [nameOf(run), run.title, run.adapter, run.dataset, ...(run.tags ?? []), ...(run.presets ?? [])]
    .join(" ")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function ArmChoice({ entry, shown, pinned }: { readonly entry: Entry } & Omit<PanelProps, "entries">) {
  const isShown = shown.includes(entry);
  const isPinned = entry === pinned;
  return (
    <li className="arm-choice">
      <label className="checkbox">
        <input type="checkbox" checked={isShown} disabled={isPinned} onChange={() => toggleArm(entry.key)} />
        {isShown && pinned !== undefined ? <ArmKey {...entryStyle(shown, entry, pinned)} /> : null} {entry.title}
      </label>
      {isPinned ? (
        <span className="note">★ baseline</span>
      ) : (
        <Button
          className="button quiet-button"
          aria-label={`Pin ${entry.title} as baseline`}
          onPress={() => pin(entry.key)}
        >
          ☆ pin
        </Button>
      )}
    </li>
  );
}

function Labels({ run }: { readonly run: RunSummary }) {
  const save = (name: string, tags: string): void => {
    if (name === nameOf(run) && tags === (run.tags ?? []).join(" ")) return;
    const words = tags.split(/[\s,]+/).filter((word) => word !== "");
    void labelRun(run.id, { name: name.trim() === "" ? run.title : name.trim(), tags: words });
  };
  const tags = (run.tags ?? []).join(" ");
  return (
    <div className="labels">
      <input
        className="input"
        aria-label="Name"
        defaultValue={nameOf(run)}
        onBlur={(event) => save(event.target.value, tags)}
      />
      <input
        className="input"
        aria-label="Tags"
        placeholder="tags"
        defaultValue={tags}
        onBlur={(event) => save(nameOf(run), event.target.value)}
      />
    </div>
  );
}

function RunChoice({ run, ...panel }: { readonly run: RunSummary } & PanelProps) {
  const { runs } = useStore(selectionStore);
  const isChosen = runs.includes(run.id);
  const own = panel.entries.filter(({ key }) => key.startsWith(`${run.id}/`));
  return (
    <li className="run-choice">
      <div className="run-choice-head">
        <label className="checkbox">
          <input type="checkbox" checked={isChosen} onChange={() => toggleRun(run.id)} />
          {nameOf(run)}
        </label>
        <Button
          className="button icon-button"
          aria-label={`Forget ${nameOf(run)}`}
          onPress={() => void removeRun(run.id)}
        >
          <Icon name="trash" />
        </Button>
      </div>
      <p className="note">
        <a href={addressOf({ view: "run", id: run.id })}>{formatMoment(run.finishedAt)}</a>, {run.adapter}
        <WeightsNote id={run.id} />
        {(run.tags ?? []).map((tag) => ` #${tag}`)}
      </p>
      {isChosen ? (
        <>
          <ul>
            {own.map((entry) => (
              <ArmChoice key={entry.key} entry={entry} shown={panel.shown} pinned={panel.pinned} />
            ))}
          </ul>
          <Labels run={run} />
        </>
      ) : null}
    </li>
  );
}

/** Kept runs: search, choose, pin a baseline, name, tag, forget, and take all of them along. */
export function RunPanel(panel: PanelProps) {
  const runs = useArchive();
  const [words, setWords] = useState("");
  const found = (runs ?? []).filter((run) => matches(run, words));
  return (
    <section className="panel run-panel" aria-labelledby="runs-heading">
      <h2 id="runs-heading">Runs</h2>
      <SearchField className="field" aria-label="Search runs" value={words} onChange={setWords}>
        <Input className="input" placeholder="name, tag, preset, data, adapter" />
      </SearchField>
      {(runs ?? []).length > 1 ? <GroupingField /> : null}
      <GroupedRuns runs={found} className="run-choices">
        {(run) => <RunChoice key={run.id} run={run} {...panel} />}
      </GroupedRuns>
      {runs !== undefined && found.length < runs.length ? (
        <p className="note">
          {found.length} of {runs.length} shown.
        </p>
      ) : null}
      <KeptSpace runs={runs} />
    </section>
  );
}
