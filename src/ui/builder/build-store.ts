import { temporal } from "zundo";
import { createStore } from "zustand/vanilla";
import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { diffDocuments } from "../../models/document/diff.ts";
import { isRefused, type EditOutcome } from "../../models/document/edit/outcome.ts";
import { itemAt } from "../../models/document/edit/places.ts";
import type { Pointer } from "../../models/document/problem.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { checkDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { fittingBaseline } from "./baselines.ts";
import { BLANK, BLANK_DOCUMENT } from "./blank.ts";
import { openedFor } from "./folding.ts";

/** What the canvas says after a command: what was refused and why, or what was done. */
export interface Notice {
  readonly sentence: string;
  readonly isProblem: boolean;
}

export interface BuildState {
  readonly document: ArchitectureDocument;
  readonly selection: readonly Pointer[];
  /** What was loaded last; "modified" means different from it. */
  readonly preset: string;
  /** Preset that costs are held against and that it trains against. */
  readonly baseline: string;
  readonly notice: Notice | undefined;
  /** Addresses of the repeats that stand open; all others are one line. Never hides what is chosen. */
  readonly opened: ReadonlySet<string>;
}

const STORAGE_KEY = "bakeoff-build";
const MOST_UNDONE = 500;
const KEPT = ["document", "preset", "baseline", "opened"] as const;

type Storage = Pick<globalThis.Storage, "getItem" | "setItem">;

/** The document under the hands of the reader, with everything that was undone; kept in this browser. */
export function createBuildStore(storage: Storage) {
  const store = createStore<BuildState>()(
    temporal(() => readDraft(storage), {
      limit: MOST_UNDONE,
      partialize: ({ document, selection, preset }) => ({ document, selection, preset }),
      // Choosing is no edit.
      equality: (before, after) => before.document === after.document,
    }),
  );
  store.subscribe(({ document, selection, opened: before }) => {
    const opened = openedFor(document, selection, before);
    if (opened !== before) store.setState({ opened });
  });
  store.subscribe(({ document, baseline }) => {
    // Only what answers the same task can be held against it.
    const fitting = fittingBaseline(document, baseline);
    if (fitting !== baseline) store.setState({ baseline: fitting });
  });
  store.subscribe((state, before) => {
    if (KEPT.every((field) => state[field] === before[field])) return;
    const { document, preset, baseline, opened } = state;
    storage.setItem(STORAGE_KEY, JSON.stringify({ document, preset, baseline, opened: [...opened] }));
  });
  return store;
}

export type BuildStore = ReturnType<typeof createBuildStore>;

/** A kept draft that can no longer be read, because it is damaged or of a newer version, is replaced with a word. */
function readDraft(storage: Storage): BuildState {
  const blank = stateOf(BLANK);
  const text = storage.getItem(STORAGE_KEY);
  if (text === null) return blank;
  try {
    const kept = JSON.parse(text) as Partial<Record<keyof BuildState, unknown>>;
    const { document, problems } = checkDocument(kept.document, CATALOGUE);
    if (document === undefined || problems.length > 0) throw new Failure(problems[0]?.sentence ?? "It is empty.");
    return {
      ...blank,
      document,
      preset: knownPreset(kept.preset, BLANK),
      baseline: fittingBaseline(document, String(kept.baseline)),
      opened: new Set(Array.isArray(kept.opened) ? kept.opened.map(String) : []),
    };
  } catch (thrown) {
    const cause = thrown instanceof Failure ? ` ${thrown.message}` : "";
    return { ...blank, notice: { sentence: `The kept draft could not be read.${cause}`, isProblem: true } };
  }
}

function knownPreset(value: unknown, otherwise: string): string {
  try {
    return value === BLANK ? BLANK : presetById(String(value)).id;
  } catch {
    return otherwise;
  }
}

function stateOf(preset: string): BuildState {
  const document = presetDocument(preset);
  return { document, selection: [], preset, baseline: fittingBaseline(document), notice: undefined, opened: new Set() };
}

/** What a preset's name stands for, the empty canvas included. */
export function presetDocument(preset: string): ArchitectureDocument {
  return preset === BLANK ? BLANK_DOCUMENT : presetById(preset).document;
}

/** Loads a preset as one step that can be undone; where nothing was edited before there is nothing to go back to. */
export function loadPreset(store: BuildStore, preset: string): void {
  const { document, preset: before } = store.getState();
  const history = store.temporal.getState();
  const isUntouched = diffDocuments(presetDocument(before), document, CATALOGUE).length === 0;
  const begins = isUntouched && history.pastStates.length === 0;
  if (begins) history.pause();
  store.setState({ document: presetDocument(preset), selection: [], preset, notice: undefined, opened: new Set() });
  if (!begins) return;
  history.resume();
  history.clear();
}

/** Takes an edit over, or says why there is none; whether it was made. */
export function apply(store: BuildStore, outcome: EditOutcome): boolean {
  if (isRefused(outcome)) {
    store.setState({ notice: { sentence: outcome.refusal, isProblem: true } });
    return false;
  }
  store.setState({ ...outcome, notice: undefined });
  return true;
}

/** Steps back or forward; what is selected then exists. */
export function travel(store: BuildStore, direction: "undo" | "redo"): void {
  const history = store.temporal.getState();
  history[direction]();
  const { document, selection } = store.getState();
  const left = selection.filter((pointer) => itemAt(document, pointer) !== undefined);
  store.setState({ selection: left, notice: undefined });
}
