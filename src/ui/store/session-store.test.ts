import { expect, it } from "vitest";
import { Failure } from "../../lib/failure.ts";
import type { Result } from "../../experiments/schema/result.ts";
import type { EventListener } from "../../workers/protocol.ts";
import { EXPERIMENT, PREPARATION_EVENTS, RESULT, TRAINING_EVENTS } from "./session-events.fixture.ts";
import { summaryOf } from "./run-archive.ts";
import { createSessionStore } from "./session-store.ts";
import type { SessionEngine } from "./session-store.ts";

interface Driven {
  readonly engine: SessionEngine;
  readonly listener: () => EventListener;
  readonly finish: (result: Result) => void;
  readonly fail: (thrown: unknown) => void;
  /** Names under which states were to be kept, and those that were deleted. */
  readonly kept: string[];
  readonly forgotten: string[];
}

/** An engine whose session the test ends. */
function drivenEngine(): Driven {
  let given: EventListener = () => undefined;
  let finish: Driven["finish"] = () => undefined;
  let fail: Driven["fail"] = () => undefined;
  const promise = new Promise<Result>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const kept: string[] = [];
  const forgotten: string[] = [];
  const done = (): Promise<void> => Promise.resolve();
  const engine: SessionEngine = {
    start: (_experiment, options, listener) => {
      given = listener;
      kept.push(options.keepAs ?? "");
      return promise;
    },
    pause: done,
    step: done,
    resume: done,
    skip: done,
    stop: done,
    exportState: () => Promise.reject(new Failure("Pause the session before it is exported.")),
    forget: (name) => {
      forgotten.push(name);
      return Promise.resolve();
    },
  };
  return { engine, listener: () => given, finish, fail, kept, forgotten };
}

/** A store whose frames the test draws. */
function driven(keep = (result: Result) => Promise.resolve(summaryOf("a", result, "2026-11-24T05:00:00.000Z"))) {
  const frames: (() => void)[] = [];
  const control = drivenEngine();
  const store = createSessionStore({ engine: control.engine, keep, schedule: (frame) => frames.push(frame) });
  return { ...control, store, frames, draw: () => frames.splice(0).forEach((frame) => frame()) };
}

it("applies all batches of a frame at once", async () => {
  const { store, listener, frames, draw, finish } = driven();
  const running = store.getState().start(EXPERIMENT);
  expect(store.getState().view.state).toBe("preparing");
  listener()(PREPARATION_EVENTS);
  listener()(TRAINING_EVENTS);
  expect(frames).toHaveLength(1);
  expect(store.getState().view.runs).toHaveLength(0);
  draw();
  expect(store.getState().view.runs).toHaveLength(2);
  finish(RESULT);
  await running;
});

it("keeps a finished session, also when no frame was drawn", async () => {
  const { store, listener, finish } = driven();
  const running = store.getState().start(EXPERIMENT);
  listener()([...PREPARATION_EVENTS, ...TRAINING_EVENTS]);
  finish(RESULT);
  await running;
  expect(store.getState().view).toMatchObject({ state: "finished", result: RESULT });
  expect(store.getState().view.runs[0].curves.step).toEqual([1, 2, 3, 4]);
  expect(store.getState().kept?.verdict).toContain("3PT ended");
});

it("forgets the state of a session only after its result is kept", async () => {
  const { store, finish, kept, forgotten } = driven();
  const running = store.getState().start(EXPERIMENT, { keepAs: "before" });
  expect([kept, forgotten]).toEqual([["before"], []]);
  finish(RESULT);
  await running;
  expect(forgotten).toEqual(["before"]);
});

it("says that a result could not be kept, and shows it all the same", async () => {
  const { store, finish, forgotten } = driven(() => Promise.reject(new Error("quota exceeded")));
  const running = store.getState().start(EXPERIMENT);
  finish(RESULT);
  await running;
  expect(store.getState().problem).toMatch(/could not be kept in this browser \(quota exceeded\)/);
  expect(forgotten).toEqual([]);
  expect(store.getState().view.state).toBe("finished");
});

it("shows the sentence of a failure and can start again", async () => {
  const { store, fail, kept, forgotten } = driven();
  const running = store.getState().start(EXPERIMENT);
  fail(new Failure("The text has 10 bytes. Give at least 1,000."));
  await running;
  expect(store.getState().view).toMatchObject({
    state: "failed",
    failure: { sentence: expect.stringContaining("10 bytes") as string },
  });
  expect(forgotten).toEqual(kept);
});

it("leaves what it was to go on from alone when that failed, another tab may be at it", async () => {
  const { store, fail, forgotten } = driven();
  const running = store.getState().start(EXPERIMENT, { keepAs: "before" });
  fail(new Failure("This session is under way in another tab."));
  await running;
  expect(forgotten).toEqual([]);
});

it("keeps the state of a session that failed after it had trained", async () => {
  const { store, listener, fail, forgotten } = driven();
  const running = store.getState().start(EXPERIMENT);
  listener()([...PREPARATION_EVENTS, ...TRAINING_EVENTS]);
  fail(new Failure("The device was lost too often."));
  await running;
  expect(store.getState().view.state).toBe("failed");
  expect(forgotten).toEqual([]);
});

it("refuses a second session while one is under way", async () => {
  const { store, finish } = driven();
  const running = store.getState().start(EXPERIMENT);
  await store.getState().start(EXPERIMENT);
  expect(store.getState().problem).toMatch(/under way/);
  finish(RESULT);
  await running;
});

it("puts the sentence of a failed export beside the controls", async () => {
  const { store } = driven();
  expect(await store.getState().exportState()).toBeUndefined();
  expect(store.getState()).toMatchObject({ problem: "Pause the session before it is exported.", pending: undefined });
});
