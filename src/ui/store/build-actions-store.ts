import { createStore } from "zustand/vanilla";

/** What the editor offers to commands while it is on screen; it is loaded later than they are. */
export interface BuildActions {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
  readonly wrap: () => void;
  readonly insert: () => void;
  readonly match: () => void;
  readonly train: () => void;
}

export const buildActions = createStore<{ actions: BuildActions | undefined }>()(() => ({ actions: undefined }));

export const isBuilding = (): boolean => buildActions.getState().actions !== undefined;
