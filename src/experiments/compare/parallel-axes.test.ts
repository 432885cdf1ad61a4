import { expect, test } from "vitest";
import type { Result } from "../schema/result.ts";
import type { Entry } from "./entries.ts";
import { arm, run } from "./example-runs.ts";
import { parallelCoordinates } from "./parallel-axes.ts";

test("parallel coordinates hold what varies, rates by their logarithm, quality last", () => {
  const sweep = arm("a", [run(1, 0.001, 3, [3]), run(1, 0.01, 2, [2]), run(1, 0.1, 4, [4])]);
  const entry: Entry = { key: "a", title: "a", arm: sweep, result: {} as Result };
  const { axes, runs } = parallelCoordinates([entry]);
  expect(axes.map(({ title, low, high }) => [title, low, high])).toEqual([
    ["learning rate", 0.001, 0.1],
    ["bits/byte", 2, 4],
  ]);
  expect(runs.map(({ places }) => places[0])).toEqual([0, expect.closeTo(0.5, 12), 1]);
  expect(runs.map(({ places }) => places[1])).toEqual([0.5, 0, 1]);
  expect(parallelCoordinates([]).axes).toEqual([]);
});
