import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../workers/protocol.ts";
import {
  BASELINE_KEY,
  CANDIDATE_KEY,
  metrics,
  PREPARATION_EVENTS,
  RESULT,
  TRAINING_EVENTS,
} from "./session-events.fixture.ts";
import { reduceEvents } from "./session-reducer.ts";
import { IDLE_SESSION } from "./session-view.ts";

const after = (...events: readonly RunEvent[]) => reduceEvents(IDLE_SESSION, [...PREPARATION_EVENTS, ...events]);

describe("the view of a session", () => {
  it("keeps the latest report of each phase and arm", () => {
    const view = after();
    expect(view.phases.map(({ phase, arm, done }) => [phase, arm, done])).toEqual([
      ["data", undefined, 1_000_000],
      ["compile", "rope-only", 14],
      ["compile", "3pt", 31],
    ]);
    expect(view).toMatchObject({ state: "running", stepsPerRun: 4, dataset: { tokenizer: "byte" } });
  });

  it("appends metrics to the curves of their own run", () => {
    const view = after(...TRAINING_EVENTS);
    expect(view.runs.map((run) => run.curves.step)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(view.runs[0].curves.trainBitsPerByte).toEqual([8, 7, 6, 5]);
    expect(view.runs[1].samples).toEqual([{ step: 4, prompt: "The ", text: "end" }]);
  });

  it("takes the final quality from the full evaluation, and from a finished run", () => {
    const view = after(...TRAINING_EVENTS);
    expect(view.runs.map((run) => run.final?.bitsPerByte)).toEqual([4.4, 4.3]);
  });

  it("leaves what it was given as it was", () => {
    const before = after(metrics(BASELINE_KEY, [1], [8]));
    const copy = structuredClone(before);
    reduceEvents(before, TRAINING_EVENTS);
    expect(before).toEqual(copy);
  });

  it("replaces the rows that a resumed run sends again", () => {
    const view = after(metrics(BASELINE_KEY, [1, 2, 3], [8, 7, 6]), metrics(BASELINE_KEY, [3, 4], [6.5, 5]));
    expect(view.runs[0].curves.step).toEqual([1, 2, 3, 4]);
    expect(view.runs[0].curves.trainBitsPerByte).toEqual([8, 7, 6.5, 5]);
  });

  it("holds a value that was not finite as NaN", () => {
    const view = after(metrics(BASELINE_KEY, [1, 2], [8, null]));
    expect(view.runs[0].curves.trainBitsPerByte).toEqual([8, Number.NaN]);
  });

  it("tells what goes on between points, until it is done or the next point comes", () => {
    const evaluating: RunEvent = { type: "phase", phase: "evaluation", done: 10, total: 400, unit: "windows" };
    expect(after(evaluating).activity).toEqual(evaluating);
    expect(after(evaluating, { ...evaluating, done: 400 }).activity).toBeUndefined();
    expect(after(evaluating, metrics(BASELINE_KEY, [1], [8])).activity).toBeUndefined();
  });

  it("takes from the result the rows that a resumed session never saw", () => {
    const resumed = reduceEvents(IDLE_SESSION, [
      ...PREPARATION_EVENTS,
      metrics(BASELINE_KEY, [3, 4], [6, 5]),
      { type: "finished", result: RESULT },
    ]);
    expect(resumed.runs.map((run) => run.curves.step)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it("ends with the result, or with the sentence of what went wrong and where", () => {
    expect(after({ type: "finished", result: RESULT })).toMatchObject({ state: "finished", result: RESULT });
    const failed = after({ type: "failure", sentence: "The loss is no longer finite.", key: CANDIDATE_KEY, step: 3 });
    expect(failed).toMatchObject({ state: "failed", failure: { key: CANDIDATE_KEY, step: 3 } });
  });
});
