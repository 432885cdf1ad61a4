import { beforeEach, expect, test } from "vitest";
import { summaryOf } from "../store/run-archive.ts";
import { RESULT } from "../store/session-events.fixture.ts";
import {
  entriesOf,
  NO_SELECTION,
  pin,
  pinnedOf,
  selectionStore,
  showOnly,
  toggleArm,
  toggleRun,
} from "./compare-store.ts";

const SUMMARIES = ["one", "two"].map((id) => ({
  ...summaryOf(id, RESULT, "2026-11-24T12:30:00.000Z"),
  name: `run ${id}`,
}));
const RESULTS = new Map([
  ["one", RESULT],
  ["two", RESULT],
]);
const entries = () => entriesOf(selectionStore.getState(), RESULTS, SUMMARIES);

beforeEach(() => selectionStore.setState(NO_SELECTION));

test("a run brings all of its arms, its own baseline pinned", () => {
  showOnly("one");
  expect(entries().map(({ key, title }) => [key, title])).toEqual([
    ["one/rope-only", "RoPE only"],
    ["one/3pt", "3PT"],
  ]);
  expect(pinnedOf(selectionStore.getState(), entries())?.key).toBe("one/rope-only");
});

test("arms of one name in two runs are told apart by their run", () => {
  showOnly("one");
  toggleRun("two");
  expect(entries().map(({ title }) => title)).toContain("3PT (run two, 11-24 12:30)");
  toggleRun("one");
  expect(entries().map(({ key }) => key)).toEqual(["two/rope-only", "two/3pt"]);
});

test("pinning an arm that was left out brings it back", () => {
  showOnly("one");
  toggleArm("one/3pt");
  expect(selectionStore.getState().hidden).toEqual(["one/3pt"]);
  pin("one/3pt");
  expect(selectionStore.getState().hidden).toEqual([]);
  expect(pinnedOf(selectionStore.getState(), entries())?.key).toBe("one/3pt");
});

test("a pinned arm whose run is gone leaves the first one pinned", () => {
  showOnly("one");
  pin("gone/arm");
  expect(pinnedOf(selectionStore.getState(), entries())?.key).toBe("one/rope-only");
});
