import { expect, it } from "vitest";
import { summaryOf } from "../store/run-archive.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { RESULT } from "../store/session-events.fixture.ts";
import { groupRuns } from "./group-runs.ts";

const run = (id: string, changes: Partial<RunSummary> = {}): RunSummary => ({
  ...summaryOf(id, RESULT, "2026-11-24T05:00:00.000Z"),
  ...changes,
});

const idsOf = (runs: readonly RunSummary[], by: Parameters<typeof groupRuns>[1]) =>
  groupRuns(runs, by).map(({ title, runs: members }) => [title, ...members.map(({ id }) => id)]);

it("keeps one list where no groups are asked", () => {
  expect(idsOf([run("a"), run("b")], "none")).toEqual([["", "a", "b"]]);
});

it("groups by experiment and by data, newest group first", () => {
  const runs = [run("c", { title: "Wide" }), run("b", { dataset: "Copying" }), run("a", { title: "Wide" })];
  expect(idsOf(runs, "experiment")).toEqual([
    ["Wide", "c", "a"],
    [run("b").title, "b"],
  ]);
  expect(idsOf(runs, "dataset")).toEqual([
    ["state-of-the-union", "c", "a"],
    ["Copying", "b"],
  ]);
});

it("shows a run in the group of each of its architectures and tags", () => {
  expect(idsOf([run("a")], "architecture")).toEqual([
    ["RoPE only", "a"],
    ["3PT", "a"],
  ]);
  expect(idsOf([run("b", { tags: ["first", "wide"] }), run("a")], "tag")).toEqual([
    ["#first", "b"],
    ["#wide", "b"],
    ["without a tag", "a"],
  ]);
});

it("says what an older version did not record", () => {
  const old = JSON.parse(JSON.stringify({ ...run("a"), arms: undefined, dataset: undefined })) as RunSummary;
  expect(idsOf([old], "architecture")).toEqual([["not recorded", "a"]]);
  expect(idsOf([old], "dataset")).toEqual([["not recorded", "a"]]);
});
