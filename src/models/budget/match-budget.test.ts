import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "../presets/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { BUDGETS, matchBudget, type Budget } from "./match-budget.ts";
import { leverOf } from "./levers.ts";
import { bracketTarget } from "./solve.ts";

const SETTING = { batch: 2, sequenceLength: 32 };
const DEVICE = { peakFlopsPerSecond: 1e10, bytesPerSecond: 1e10, secondsPerLaunch: 1e-7 };
const BASELINE = presetById("lm-pico").document;

function costs(document: ArchitectureDocument) {
  const { parameters, flopsPerTokenTraining, stateFloats } = costOf(readDocument(document, CATALOGUE), SETTING);
  return { parameters, flopsPerToken: flopsPerTokenTraining, stateBytes: 4 * stateFloats };
}

function match(candidate: string, budget: Budget, lever?: "hidden" | "width" | "depth") {
  return matchBudget({
    candidate: presetById(candidate).document,
    baseline: BASELINE,
    budget,
    lever,
    setting: SETTING,
    device: DEVICE,
  });
}

describe("matched budgets", { timeout: 30_000 }, () => {
  test.each(["parameters", "flopsPerToken"] as const)("3PT reaches the baseline's %s by hidden width", (budget) => {
    const wide = matchBudget({
      candidate: presetById("3pt-nano").document,
      baseline: presetById("lm-nano").document,
      budget,
      setting: SETTING,
    });
    expect(wide.isMatched, wide.sentence).toBe(true);
    const target = costs(presetById("lm-nano").document)[budget];
    expect(Math.abs(costs(wide.document!)[budget] - target) / target).toBeLessThanOrEqual(0.01);
  });

  test("a larger model shrinks to the baseline's parameters", () => {
    const report = match("lm-nano", "parameters", "hidden");
    expect(report.isMatched).toBe(false);
    expect(report.sentence).toMatch(/hidden width/);
    const byWidth = match("lm-nano", "parameters", "width");
    expect(byWidth.sentence).toMatch(/width/);
  });

  test("a lever that does not act says so", () => {
    expect(match("3pt-nano", "stateBytes", "hidden").sentence).toMatch(/does not change the state bytes/);
  });

  test("every budget answers with a sentence, matched or not", () => {
    for (const budget of BUDGETS) expect(match("3pt-pico", budget).sentence).toMatch(/\.$/);
  });

  test("seconds want a measured device", () => {
    const request = { candidate: BASELINE, baseline: BASELINE, budget: "seconds", setting: SETTING } as const;
    expect(matchBudget(request).sentence).toMatch(/Measure it first/);
  });

  test("nothing legal lies inside the bracket", () => {
    const lever = leverOf("width", BASELINE, CATALOGUE)!;
    const cost = (document: ArchitectureDocument) => costs(document).parameters;
    const { below, above } = bracketTarget(lever, 50_000, cost);
    expect(below!.cost).toBeLessThanOrEqual(50_000);
    expect(above!.cost).toBeGreaterThan(50_000);
    for (let value = below!.value + 1; value < above!.value; value++)
      expect(lever.set(value)).toHaveProperty("refusal");
  });
});
