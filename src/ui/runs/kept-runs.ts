import { createStore } from "zustand/vanilla";
import { engine } from "../../workers/client.ts";
import type { WeightsFile } from "../../workers/protocol.ts";
import { archiveStore, readArchive } from "../store/index.ts";
import { runArchive } from "../store/run-archive.ts";
import type { KeptRun, RunLabels } from "../store/run-archive.ts";
import { listWeights } from "./weights-store.ts";

/** A run that was forgotten, with the weights that were kept of it. */
export interface ForgottenRun extends KeptRun {
  readonly weights: readonly WeightsFile[];
}

/** The run that was forgotten last, until the page is left or it is brought back. */
export const forgottenStore = createStore<{ run: ForgottenRun | undefined }>()(() => ({ run: undefined }));

export async function removeRun(id: string): Promise<void> {
  const remote = await engine();
  const weights = await remote.readWeights(id);
  const run = await runArchive.remove(id);
  await remote.forgetWeights(id);
  await listWeights();
  forgottenStore.setState({ run: run === undefined ? undefined : { ...run, weights } });
  archiveStore.setState(({ runs }) => ({ runs: runs?.filter((other) => other.id !== id) }));
}

export async function restoreRun({ weights, ...run }: ForgottenRun): Promise<void> {
  await runArchive.restore(run);
  await (await engine()).writeWeights(weights);
  await listWeights();
  forgottenStore.setState({ run: undefined });
  await readArchive();
}

export async function labelRun(id: string, labels: RunLabels): Promise<void> {
  const summary = await runArchive.label(id, labels);
  if (summary === undefined) return;
  archiveStore.setState(({ runs }) => ({ runs: runs?.map((run) => (run.id === id ? summary : run)) }));
}
