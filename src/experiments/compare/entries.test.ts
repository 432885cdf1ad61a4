import { describe, expect, test } from "vitest";
import { presetById } from "../../models/presets/index.ts";
import type { ArmResult, Result } from "../schema/result.ts";
import { differenceRows, whatChanged } from "./differences.ts";
import { compareEntries, unfairness } from "./entries.ts";
import type { Entry } from "./entries.ts";
import { arm, run } from "./example-runs.ts";
import { finalQuality } from "./final-quality.ts";
import { meanCurve } from "./mean-curve.ts";
import { paretoFront } from "./pareto.ts";
import { markdownReport, runsCsv } from "./report.ts";

function withPreset(given: ArmResult, preset: string): ArmResult {
  return { ...given, document: { ...presetById(preset).document } };
}

const BASE = withPreset(
  arm("base", [run(1, 0.008, 3, [3, 2.5, 2.2]), run(2, 0.008, 3.02, [3, 2.52, 2.22])]),
  "lm-nano",
);
const CANDIDATE = withPreset(
  arm("candidate", [run(1, 0.008, 2.9, [2.9, 2.2, 2.1]), run(2, 0.008, 2.93, [2.9, 2.2, 2.1])]),
  "3pt-nano",
);

function entry(key: string, given: ArmResult, steps = 300, sha256 = "a".repeat(64)): Entry {
  const result = {
    experiment: {
      schema: "bakeoff/experiment@1",
      kind: "compare",
      arms: [],
      data: { id: "x", tokenizer: "byte" },
      budget: { steps },
      title: key,
    },
    dataset: { id: "x", sha256, evalSlice: { sha256, tokens: 100, bytes: 100 } },
    adapter: { vendor: "v", architecture: "a", description: "", isSoftware: false, features: [] },
    versions: { bakeoff: "0.1.0" },
    arms: [given],
  } as unknown as Result;
  return { key, title: given.id, arm: given, result };
}

const PINNED = entry("one/base", BASE);
const OTHER = entry("one/candidate", CANDIDATE);

describe("entries of kept runs", () => {
  test("are compared by seed against whichever is pinned", () => {
    const [compared] = compareEntries([PINNED, OTHER], PINNED);
    expect(compared).toMatchObject({ id: "one/candidate", n: 2 });
    expect(compared.difference).toBeCloseTo(-0.095, 12);
    expect(compared.reached).toEqual({ steps: 200, seconds: 21.5, flops: null });
    expect(compareEntries([PINNED, OTHER], OTHER)[0].difference).toBeCloseTo(0.095, 12);
  });

  test("trained otherwise are named as unfair", () => {
    expect(unfairness([PINNED, OTHER], PINNED)).toEqual([]);
    expect(unfairness([PINNED, entry("two/candidate", CANDIDATE, 300, "b".repeat(64))], PINNED)).toEqual([
      "candidate was not trained like base: another text, another held-out slice.",
    ]);
  });

  test("show only what differs, and say in a line what changed", () => {
    expect(whatChanged(PINNED, OTHER)).toMatch(/\+ .*rotation/i);
    expect(whatChanged(PINNED, PINNED)).toBe("the pinned baseline");
    const rows = differenceRows([PINNED, entry("one/candidate", CANDIDATE, 600)], PINNED);
    expect(rows).toContainEqual({ label: "budget.steps", group: "setting", values: ["300", "600"] });
    expect(rows.every(({ values }) => new Set(values).size > 1)).toBe(true);
    expect(differenceRows([PINNED, entry("two/base", BASE)], PINNED)).toEqual([]);
  });

  test("give a report and a table that spreadsheets read as text", () => {
    const report = markdownReport([PINNED, OTHER], PINNED);
    expect(report).toContain("candidate is better than base by 0.095 bits/byte");
    expect(report).toContain("| candidate | 2.915 ± 0.191 (n = 2) |");
    const hostile = { ...OTHER, title: '=HYPERLINK("x"),' };
    const lines = runsCsv([PINNED, hostile]).split("\r\n");
    expect(lines).toHaveLength(6);
    expect(lines[3]).toMatch(/^"'=HYPERLINK\(""x""\),",1,0\.008,300,/);
  });
});

test("a mean curve has an interval over seeds, and ends with the shortest run", () => {
  const points = meanCurve([run(1, 0.01, 3, [4, 3]), run(2, 0.01, 3, [5, 3, 2])], "steps", 1);
  expect(points.map(({ x, mean, n }) => [x, mean, n])).toEqual([
    [100, 4.5, 2],
    [200, 3, 2],
  ]);
  // Two values half a unit from their mean: t(0.975, 1) = 12.706 times a standard error of 0.5.
  expect(points[0].interval95?.[0]).toBeCloseTo(4.5 - 6.3531, 3);
  expect(meanCurve([run(1, 0.01, 3, [4])], "steps", 1)[0].interval95).toBeUndefined();
  expect(meanCurve([run(1, 0.01, 3, [4])], "joules", 1)).toEqual([]);
  const smooth = meanCurve([run(1, 0.01, 3, [4, 2])], "steps", 1, 0.5);
  expect(smooth[0].mean).toBeCloseTo(4, 12);
  // Half of the past against all of the present: (0.5 * 4 + 2) / 1.5.
  expect(smooth[1].mean).toBeCloseTo(4 / 1.5, 12);
});

test("the Pareto front leaves out what another beats in both", () => {
  const points = [
    { cost: 3, bitsPerByte: 1 },
    { cost: 1, bitsPerByte: 3 },
    { cost: 2, bitsPerByte: 3 },
    { cost: 2, bitsPerByte: 2 },
    { cost: 4, bitsPerByte: 2 },
  ];
  expect(paretoFront(points).map(({ cost }) => cost)).toEqual([1, 2, 3]);
  expect(finalQuality(arm("none", []))).toBeUndefined();
});
