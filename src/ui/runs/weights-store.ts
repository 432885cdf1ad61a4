import { createStore } from "zustand/vanilla";
import { engine } from "../../workers/client.ts";
import type { KeptWeights } from "../../workers/protocol.ts";
import { sessionStore } from "../store/index.ts";

/** Trained weights that this browser keeps; undefined until they were listed. */
export const weightsStore = createStore<{ weights: readonly KeptWeights[] | undefined }>()(() => ({
  weights: undefined,
}));

export async function listWeights(): Promise<void> {
  weightsStore.setState({ weights: await (await engine()).weights() });
}

/** Lists them now and whenever a session was kept: its own came and older ones may have gone. */
export function followWeights(): void {
  void listWeights();
  sessionStore.subscribe(({ kept }, before) => {
    if (kept !== before.kept) void listWeights();
  });
}

export function bytesOfWeights(weights: readonly KeptWeights[], session?: string): number {
  const own = session === undefined ? weights : weights.filter((entry) => entry.session === session);
  return own.reduce((sum, { bytes }) => sum + bytes, 0);
}
