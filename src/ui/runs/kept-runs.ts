import { createStore } from "zustand/vanilla";
import { archiveStore, readArchive } from "../store/index.ts";
import { runArchive } from "../store/run-archive.ts";
import type { KeptRun, RunLabels } from "../store/run-archive.ts";

/** The run that was forgotten last, until the page is left or it is brought back. */
export const forgottenStore = createStore<{ run: KeptRun | undefined }>()(() => ({ run: undefined }));

export async function removeRun(id: string): Promise<void> {
  const run = await runArchive.remove(id);
  forgottenStore.setState({ run });
  archiveStore.setState(({ runs }) => ({ runs: runs?.filter((other) => other.id !== id) }));
}

export async function restoreRun(run: KeptRun): Promise<void> {
  await runArchive.restore(run);
  forgottenStore.setState({ run: undefined });
  await readArchive();
}

export async function labelRun(id: string, labels: RunLabels): Promise<void> {
  const summary = await runArchive.label(id, labels);
  if (summary === undefined) return;
  archiveStore.setState(({ runs }) => ({ runs: runs?.map((run) => (run.id === id ? summary : run)) }));
}
