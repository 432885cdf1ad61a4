import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { segmentMatch } from "./kernel.ts";

test.each([
  [1, 1, 1],
  [5, 12, 6],
  [3, 32, 8],
  [4, 7, 7],
])("segment_match of %i rows, %i queries, %i segments", async (rows, queries, segments) => {
  // Quarters: sums are exact in f32, and many are equal.
  const cost = randomValues(rows * queries * segments, 5).map((value) => Math.round(9 * value) / 4);
  const present = Float64Array.from({ length: rows * segments }, (_, i) => Number(i % 3 !== 1));
  await expectKernelMatches(segmentMatch, {
    inputs: [f32(rows, queries, segments), f32(rows, segments)],
    attributes: {},
    values: { 0: cost, 1: present },
    tolerance: 0,
  });
});
