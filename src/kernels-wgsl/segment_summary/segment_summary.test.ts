import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { segmentSummary, segmentSummaryBackward, type SegmentSummaryAttributes } from "./kernel.ts";
import { segmentSummaryReference } from "./reference.ts";
import { regionsOf, type RegionAttributes } from "./regions.ts";

const BASE: SegmentSummaryAttributes = {
  heads: 2,
  width: 3,
  pattern: "fixed",
  segment: 2,
  pooling: "mean",
  scale: 0.7,
};

test("worked numbers: q = k = (0, 1), v = (1, 2), the larger query asks", () => {
  const rows = Float64Array.of(0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4);
  const attributes = { ...BASE, heads: 1, width: 1, pooling: "max" as const, scale: 1 };
  const [summary] = segmentSummaryReference(rows, { batch: 1, tokens: 4 }, attributes);
  expect(summary[0]).toBe(1);
  expect(summary[1]).toBeCloseTo(1.731059, 6);
});

describe("regions", () => {
  const log: RegionAttributes = { heads: 1, width: 1, pattern: "log-n", segment: 1 };

  test("log-n region cover: own pair and the regions read are all positions up to one's own, each once", () => {
    for (const tokens of [2, 3, 7, 8, 33, 64]) {
      const regions = regionsOf(tokens, log);
      for (let i = 0; i < tokens; i++) {
        const local = i % 2 === 0 ? [i] : [i - 1, i];
        const read = regions.filter((region) => i >= region.end && i < region.readersEnd && region.first < region.end);
        const seen = read.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, j) => first + j));
        expect([...local, ...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: i + 1 }, (_, j) => j));
        // One region for every binary digit but the lowest, whose region is the token before.
        expect(read.length).toBe((i >> 1).toString(2).replaceAll("0", "").length);
      }
    }
  });

  test("fixed: whole segments, the last one never", () => {
    expect(regionsOf(7, BASE).map(({ first, end }) => [first, end])).toEqual([
      [0, 2],
      [2, 4],
      [4, 6],
    ]);
  });
});

test.each([
  ["mean, fixed", 7, {}],
  ["max, fixed", 7, { pooling: "max" }],
  ["mean, log-n", 9, { pattern: "log-n" }],
  ["max, log-n", 8, { pattern: "log-n", pooling: "max" }],
  ["segments of one", 3, { segment: 1 }],
] as const)("gradient against central differences: %s", (_, tokens, changes) => {
  const attributes = { ...BASE, ...changes };
  const inputs = [f32(2, tokens, 3 * attributes.heads * attributes.width)];
  expect(checkGradient(segmentSummary, { inputs, attributes, silentOutputs: [1] }).relative).toBeLessThan(1e-6);
});

test("launches keep their promises; one per length of block backwards", () => {
  for (const pattern of ["fixed", "log-n"] as const) {
    const attributes = { ...BASE, pattern };
    const qkv = f32(1, 16, 18);
    lowerChecked(segmentSummary, [qkv], attributes);
    const [summary, lse] = segmentSummary.infer([qkv], attributes);
    const launches = lowerChecked(segmentSummaryBackward, [qkv, summary, lse, summary], attributes);
    expect(launches).toHaveLength(pattern === "fixed" ? 2 : 4);
  }
});

test("a sequence without a finished region is refused with a sentence", () => {
  expect(() => segmentSummary.infer([f32(1, 2, 18)], BASE)).toThrow("2 tokens have no region behind them");
  expect(() => segmentSummary.infer([f32(1, 4, 17)], BASE)).toThrow("[B,T,18]");
});
