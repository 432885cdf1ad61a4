import { expect, it } from "vitest";
import { fileNameOf, keptWeightsOf, sessionsToDrop } from "./kept-weights.ts";

const KEY = { arm: "3pt", seed: 2, peakLearningRate: 1e-7 };
const file = (session: string, bytes: number, modifiedMs: number) => ({
  name: fileNameOf(session, { ...KEY, seed: modifiedMs }),
  bytes,
  modifiedMs,
});

it("tells a run by the name of its file", () => {
  const name = fileNameOf("5e1f-77", KEY);
  expect(keptWeightsOf({ name, bytes: 12 })).toEqual({ session: "5e1f-77", key: KEY, bytes: 12 });
  expect(keptWeightsOf({ name: "something else", bytes: 1 })).toBeUndefined();
});

it("drops the sessions that were written longest ago, and no more of them than it must", () => {
  const files = [file("middle", 40, 2), file("old", 30, 1), file("new", 30, 3), file("middle", 10, 4)];
  expect(sessionsToDrop(files, "present", 10, 200)).toEqual([]);
  expect(sessionsToDrop(files, "present", 10, 100)).toEqual(["old"]);
  expect(sessionsToDrop(files, "present", 40, 100)).toEqual(["old", "new"]);
});

it("never drops the session that trains, and says when it is too large by itself", () => {
  const files = [file("present", 60, 1), file("other", 10, 2)];
  expect(sessionsToDrop(files, "present", 40, 100)).toEqual(["other"]);
  expect(sessionsToDrop(files, "present", 41, 100)).toBeUndefined();
});
