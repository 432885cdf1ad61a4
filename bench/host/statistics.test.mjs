import assert from "node:assert/strict";
import { test } from "node:test";
import { geometricMeans, median, ratioRow } from "./statistics.mjs";

test("the median of an even number of values is the mean of the middle two", () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([5, 1, 9]), 5);
});

test("ratios are taken within a round, not between medians", () => {
  const row = ratioRow({ case: "c", rival: "r", metric: "wall" }, [10, 100, 30], [1, 50, 10]);
  assert.deepEqual([row.ratioMedian, row.ratioMin, row.ratioMax, row.rounds], [3, 2, 10, 3]);
  assert.deepEqual([row.oursMs, row.rivalMs], [10, 30]);
});

test("geometric means go over cases, round by round", () => {
  const means = geometricMeans([
    [2, 3],
    [8, 3],
  ]);
  assert.ok(Math.abs(means[0] - 4) < 1e-12);
  assert.ok(Math.abs(means[1] - 3) < 1e-12);
});
