import { createStore } from "zustand/vanilla";
import type { StoreApi } from "zustand/vanilla";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import type { Result } from "../../experiments/schema/result.ts";
import { sentenceOf } from "../../lib/failure.ts";
import type { EventListener, RunEvent, StartOptions } from "../../workers/protocol.ts";
import { frameBatcher, onAnimationFrame } from "./frame-batcher.ts";
import type { FrameScheduler } from "./frame-batcher.ts";
import type { RunSummary } from "./run-archive.ts";
import { reduceEvents } from "./session-reducer.ts";
import { IDLE_SESSION, isBusy } from "./session-view.ts";
import type { RunView, SessionView } from "./session-view.ts";

/** What a session needs of the training worker. */
export interface SessionEngine {
  start(experiment: Experiment, options: StartOptions, listener: EventListener): Promise<Result>;
  pause(): Promise<void>;
  step(): Promise<void>;
  resume(): Promise<void>;
  skip(): Promise<void>;
  stop(): Promise<void>;
  exportState(): Promise<Uint8Array<ArrayBuffer>>;
  /** Deletes the state that was kept under this name while the session ran. */
  forget(keptAs: string): Promise<void>;
}

export interface SessionSurroundings {
  readonly engine: SessionEngine;
  /** Keeps a result under the name that its session's state and weights were kept as. */
  readonly keep: (result: Result, keptAs: string) => Promise<RunSummary>;
  readonly schedule?: FrameScheduler;
}

/** A control that was pressed and has not taken effect yet. */
export type PendingControl = "pause" | "step" | "resume" | "skip" | "stop" | "export";

export interface SessionStore {
  readonly view: SessionView;
  readonly experiment: Experiment | undefined;
  /** Where the finished session was kept. */
  readonly kept: RunSummary | undefined;
  readonly pending: PendingControl | undefined;
  /** What went wrong beside the run itself, such as an export or the keeping of its result. */
  readonly problem: string | undefined;
  /** `before` are the runs of the session that this one continues. */
  readonly start: (experiment: Experiment, options?: StartOptions, before?: readonly RunView[]) => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly step: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Ends the runs of this seed and rate and goes on with the next ones. */
  readonly skip: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** The paused session as one file; undefined when it could not be made, and `problem` says why. */
  readonly exportState: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
  readonly report: (problem: string | undefined) => void;
}

/** A stopped session without one measured step leaves nothing worth keeping. */
function isWorthKeeping(result: Result): boolean {
  return result.arms.some((arm) => arm.runs.some((run) => run.curves.step.length > 0));
}

type Access = Pick<StoreApi<SessionStore>, "setState" | "getState">;

async function train(
  { setState: set, getState: get }: Access,
  surroundings: SessionSurroundings,
  experiment: Experiment,
  options: StartOptions,
  before: readonly RunView[],
): Promise<void> {
  const { engine, keep, schedule = onAnimationFrame } = surroundings;
  const apply = (events: readonly RunEvent[]): void => set(({ view }) => ({ view: reduceEvents(view, events) }));
  const batcher = frameBatcher(apply, schedule);
  set({
    view: { ...IDLE_SESSION, state: "preparing", runs: before },
    experiment,
    kept: undefined,
    problem: undefined,
    pending: undefined,
  });
  // Only a session that ended and whose result is kept may lose the state that it could go on from.
  const keepAs = options.keepAs ?? crypto.randomUUID();
  let result: Result;
  try {
    result = await engine.start(experiment, { ...options, keepAs }, batcher.add);
  } catch (thrown) {
    batcher.flush();
    set(({ view }) => ({
      view: {
        ...view,
        state: "failed",
        activity: undefined,
        failure: view.failure ?? { sentence: sentenceOf(thrown) },
      },
      pending: undefined,
    }));
    // What was begun here and failed before its first step would only fail again.
    const hasTrained = get().view.runs.some((run) => run.curves.step.length > 0);
    if (options.keepAs === undefined && !hasTrained) await engine.forget(keepAs);
    return;
  }
  batcher.add([{ type: "finished", result }]);
  batcher.flush();
  set({ pending: undefined });
  try {
    if (isWorthKeeping(result)) set({ kept: await keep(result, keepAs) });
    await engine.forget(keepAs);
  } catch (thrown) {
    set({ problem: `The result could not be kept in this browser (${sentenceOf(thrown)}). Export it to a file.` });
  }
}

export function createSessionStore(surroundings: SessionSurroundings): StoreApi<SessionStore> {
  const { engine } = surroundings;
  return createStore<SessionStore>()((set, get, store) => {
    const control = async (pending: PendingControl, act: () => Promise<void>): Promise<void> => {
      set({ pending, problem: undefined });
      try {
        await act();
      } catch (thrown) {
        set({ problem: sentenceOf(thrown) });
      }
      if (get().pending === pending) set({ pending: undefined });
    };
    return {
      view: IDLE_SESSION,
      experiment: undefined,
      kept: undefined,
      pending: undefined,
      problem: undefined,
      start: async (experiment, options = {}, before = []) => {
        if (isBusy(get().view.state)) {
          set({ problem: "A session is under way. Stop it before another one is started." });
          return;
        }
        await train(store, surroundings, experiment, options, before);
      },
      pause: () => control("pause", () => engine.pause()),
      step: () => control("step", () => engine.step()),
      resume: () => control("resume", () => engine.resume()),
      skip: () => control("skip", () => engine.skip()),
      stop: () => control("stop", () => engine.stop()),
      exportState: async () => {
        let file: Uint8Array<ArrayBuffer> | undefined;
        await control("export", async () => {
          file = await engine.exportState();
        });
        return file;
      },
      report: (problem) => set({ problem }),
    };
  });
}
