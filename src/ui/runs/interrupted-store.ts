import { createStore } from "zustand/vanilla";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import type { InterruptedSession } from "../../workers/protocol.ts";
import type { RunView } from "../store/session-view.ts";

/** A session whose page went away, with its runs as they stood at the last kept state. */
export interface Interrupted extends InterruptedSession {
  readonly experiment: Experiment;
  readonly runs: readonly RunView[];
}

export const interruptedStore = createStore<{ sessions: readonly Interrupted[] }>()(() => ({ sessions: [] }));

export function dropInterrupted(id: string): void {
  interruptedStore.setState(({ sessions }) => ({ sessions: sessions.filter((session) => session.id !== id) }));
}
