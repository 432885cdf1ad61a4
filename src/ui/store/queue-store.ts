import { createStore } from "zustand/vanilla";
import type { Experiment } from "../../experiments/schema/experiment.ts";

export interface QueuedExperiment {
  readonly id: string;
  readonly experiment: Experiment;
}

const STORAGE_KEY = "bakeoff-queue";

function readQueue(storage: Pick<Storage, "getItem">): readonly QueuedExperiment[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? "[]");
    return Array.isArray(stored) ? (stored as QueuedExperiment[]) : [];
  } catch {
    // What is no JSON was not written by this page; the worker checks every experiment before it runs.
    return [];
  }
}

export interface QueueStore {
  readonly waiting: readonly QueuedExperiment[];
  readonly add: (experiment: Experiment) => void;
  readonly drop: (id: string) => void;
  /** Takes the first one out; undefined when none waits. */
  readonly take: () => Experiment | undefined;
}

/** Experiments in the order in which they will run; kept in this browser, so that a reload loses none. */
export function createQueueStore(storage: Pick<Storage, "getItem" | "setItem">) {
  const store = createStore<QueueStore>()((set, get) => ({
    waiting: readQueue(storage),
    add: (experiment) => set(({ waiting }) => ({ waiting: [...waiting, { id: crypto.randomUUID(), experiment }] })),
    drop: (id) => set(({ waiting }) => ({ waiting: waiting.filter((queued) => queued.id !== id) })),
    take: () => {
      const [first, ...waiting] = get().waiting as readonly (QueuedExperiment | undefined)[];
      set({ waiting: waiting as readonly QueuedExperiment[] });
      return first?.experiment;
    },
  }));
  store.subscribe(({ waiting }) => storage.setItem(STORAGE_KEY, JSON.stringify(waiting)));
  return store;
}
