import { createStore } from "zustand/vanilla";
import { observePressure } from "../../lib/compute-pressure.ts";
import type { PressureRecord } from "../../lib/compute-pressure.ts";

export interface PressureStore {
  /** Whether the browser reports CPU pressure; undefined until it was asked. */
  readonly isAvailable: boolean | undefined;
  readonly records: readonly PressureRecord[];
}

/** CPU pressure while a session is busy, on the `performance.now()` clock. */
export function createPressureStore() {
  return createStore<PressureStore>()(() => ({ isAvailable: undefined, records: [] }));
}

/** Observes until the returned function is called; an earlier session's records are dropped. */
export async function recordPressure(store: ReturnType<typeof createPressureStore>): Promise<() => void> {
  store.setState({ records: [] });
  const stop = await observePressure((record) => {
    store.setState(({ records }) => ({ records: [...records, record] }));
  });
  store.setState({ isAvailable: stop !== undefined });
  return stop ?? (() => undefined);
}
