import { createStore } from "zustand/vanilla";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import type { PaperCard } from "../../papers/card.ts";
import type { DraftChanges, OwnText } from "./draft-changes.ts";
import { OWN_TEXT } from "./draft-changes.ts";

/** Where the form starts from: one of the card's two experiments, or a file that was opened. */
export type DraftBase = "quick" | "fair" | "file";

export interface DraftStore {
  readonly card: PaperCard | undefined;
  /** Undefined until the reader chooses: quick on a software adapter, fair on a GPU. */
  readonly base: DraftBase | undefined;
  readonly opened: Experiment | undefined;
  readonly changes: DraftChanges;
  /** Stands beside the form. */
  readonly problem: string | undefined;
  readonly setCard: (card: PaperCard) => void;
  /** Another card, or another of its experiments: what was changed in the form is dropped. */
  readonly openCard: (card: PaperCard, base: DraftBase | undefined) => void;
  readonly setBase: (base: DraftBase) => void;
  readonly change: (changes: DraftChanges) => void;
  readonly reset: (field: keyof DraftChanges) => void;
  readonly openExperiment: (experiment: Experiment) => void;
  readonly useOwnText: (text: OwnText) => void;
  readonly report: (problem: string | undefined) => void;
}

export function createDraftStore() {
  return createStore<DraftStore>()((set) => ({
    card: undefined,
    base: undefined,
    opened: undefined,
    changes: {},
    problem: undefined,
    setCard: (card) => set({ card }),
    openCard: (card, base) => set({ card, base, changes: {}, problem: undefined }),
    setBase: (base) => set({ base, changes: {}, problem: undefined }),
    change: (changes) => set((draft) => ({ changes: { ...draft.changes, ...changes }, problem: undefined })),
    reset: (field) => set((draft) => ({ changes: { ...draft.changes, [field]: undefined }, problem: undefined })),
    openExperiment: (opened) => set({ opened, base: "file", changes: {}, problem: undefined }),
    useOwnText: (ownText) =>
      set((draft) => ({ changes: { ...draft.changes, ownText, dataset: OWN_TEXT }, problem: undefined })),
    report: (problem) => set({ problem }),
  }));
}

/** The experiment that the form shows before it is changed. */
export function baseExperiment(draft: DraftStore, isSoftwareAdapter: boolean): Experiment | undefined {
  if (draft.base === "file") return draft.opened;
  const base = draft.base ?? (isSoftwareAdapter ? "quick" : "fair");
  return draft.card?.experiments[base];
}
