import { createStore } from "zustand/vanilla";
import { engine, startSession } from "../../workers/client.ts";
import { createClaimStore, isAbout } from "../share/claim-store.ts";
import { createAdapterStore } from "./adapter-store.ts";
import { createDraftStore } from "./draft-store.ts";
import { createQueueStore } from "./queue-store.ts";
import { createPressureStore, recordPressure } from "./pressure-store.ts";
import { createRouteStore } from "./route-store.ts";
import { runArchive } from "./run-archive.ts";
import type { RunSummary } from "./run-archive.ts";
import { createSessionStore } from "./session-store.ts";
import { isBusy } from "./session-view.ts";
import { createSettingsStore } from "./settings-store.ts";

// The page's stores. They live outside React, so that mounting twice neither trains twice nor loses a run.

export const settingsStore = createSettingsStore(localStorage);
export const adapterStore = createAdapterStore();
export const draftStore = createDraftStore();
export const routeStore = createRouteStore(window);
export const pressureStore = createPressureStore();
/** Experiments that wait for the session under way. */
export const queueStore = createQueueStore(localStorage);
export const claimStore = createClaimStore(sessionStorage);

/** The dialog that lies over the page. */
export const dialogStore = createStore<{ open: "palette" | "help" | "tour" | undefined }>()(() => ({
  open: undefined,
}));

/** Undefined until the list was read. */
export const archiveStore = createStore<{ runs: readonly RunSummary[] | undefined }>()(() => ({ runs: undefined }));

export async function readArchive(): Promise<void> {
  archiveStore.setState({ runs: await runArchive.list() });
}

export const sessionStore = createSessionStore({
  engine: {
    start: (experiment, options, listener) => {
      const weightsLimitBytes = settingsStore.getState().weightsMegabytes * 1e6;
      return startSession(experiment, { ...options, weightsLimitBytes }, listener);
    },
    pause: async () => (await engine()).pause(),
    step: async () => (await engine()).step(),
    resume: async () => (await engine()).resume(),
    skip: async () => (await engine()).skip(),
    stop: async () => (await engine()).stop(),
    exportState: async () => (await engine()).exportState(),
    forget: async (keptAs) => (await engine()).forget(keptAs),
  },
  keep: async (result, id) => {
    const { claim } = claimStore.getState();
    const isChecked = claim !== undefined && isAbout(claim, result.experiment);
    const summary = await runArchive.add(result, { id, claim: isChecked ? claim.digest : undefined });
    archiveStore.setState(({ runs }) => ({ runs: [summary, ...(runs ?? [])] }));
    return summary;
  },
});

let stopRecording: Promise<() => void> | undefined;
sessionStore.subscribe(({ view }) => {
  if (isBusy(view.state) && stopRecording === undefined) stopRecording = recordPressure(pressureStore);
  if (!isBusy(view.state) && stopRecording !== undefined) {
    void stopRecording.then((stop) => stop());
    stopRecording = undefined;
  }
});
