import { createStore } from "zustand/vanilla";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import type { ResultDigest } from "../../sharing/result-digest.ts";

/** A claim that is being checked: what a link said, and the experiment that shall show it. */
export interface Claim {
  readonly experiment: Experiment;
  readonly digest: ResultDigest;
}

const STORAGE_KEY = "bakeoff-claim";

/** Kept for this tab, so that a reload in the middle of the check loses neither the run nor what it is held against. */
export function createClaimStore(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
  const stored = storage.getItem(STORAGE_KEY);
  const store = createStore<{ claim: Claim | undefined }>()(() => ({
    claim: stored === null ? undefined : (JSON.parse(stored) as Claim),
  }));
  store.subscribe(({ claim }) => {
    if (claim === undefined) storage.removeItem(STORAGE_KEY);
    else storage.setItem(STORAGE_KEY, JSON.stringify(claim));
  });
  return store;
}

/** True when a finished experiment is the one that a claim is about. */
export function isAbout(claim: Claim, experiment: Experiment): boolean {
  return JSON.stringify(claim.experiment) === JSON.stringify(experiment);
}
