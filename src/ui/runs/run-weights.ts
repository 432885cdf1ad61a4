import { createStore } from "zustand/vanilla";
import { engine } from "../../workers/client.ts";
import type { KeptWeights, WeightsFile } from "../../workers/protocol.ts";
import { download, fileStem } from "../files/download.ts";
import { listWeights } from "./weights-store.ts";

/** Weights that were deleted last, until the page is left or they are brought back. */
export const deletedWeightsStore = createStore<{ files: readonly WeightsFile[] }>()(() => ({ files: [] }));

export function isSameWeights(a: KeptWeights, b: KeptWeights): boolean {
  return JSON.stringify([a.session, a.key]) === JSON.stringify([b.session, b.key]);
}

/** Hands the weights of one run to the reader as a safetensors file. */
export async function saveWeights(entry: KeptWeights, title: string): Promise<void> {
  const files = await (await engine()).readWeights(entry.session);
  const own = files.find((file) => isSameWeights(file, entry));
  if (own === undefined) return listWeights();
  const stem = fileStem(`${title} seed ${entry.key.seed} weights`, new Date());
  download(`${stem}.safetensors`, own.file, "application/octet-stream");
}

/** Deletes the weights of a session; its result stays. */
export async function deleteWeights(session: string): Promise<void> {
  const remote = await engine();
  deletedWeightsStore.setState({ files: await remote.readWeights(session) });
  await remote.forgetWeights(session);
  await listWeights();
}

export async function restoreWeights(files: readonly WeightsFile[]): Promise<void> {
  await (await engine()).writeWeights(files);
  deletedWeightsStore.setState({ files: [] });
  await listWeights();
}
