import { describe, expect, it } from "vitest";
import { verdictSentence } from "./verdict.ts";
import type { VerdictFacts } from "./verdict.ts";

const FACTS: VerdictFacts = {
  arm: "3PT",
  baseline: "RoPE-only",
  difference: -0.084,
  unit: "bits/byte",
  interval95: [-0.108, -0.06],
  seeds: 4,
  seedsMissing: 0,
  steps: 300,
  baselineSteps: 300,
  parameters: 354_000,
  baselineParameters: 353_952,
  hasGrid: false,
  stepMs: 100,
  baselineStepMs: 100,
  isSoftwareAdapter: false,
};

describe("verdict sentence", () => {
  it("says better with size, interval, seeds and setting", () => {
    expect(verdictSentence(FACTS)).toBe(
      "3PT is better than RoPE-only by 0.084 bits/byte (95 % interval 0.060 to 0.108, 4 seeds) at 300 steps and equal parameters.",
    );
  });

  it("says worse, unmatched parameters and the grid", () => {
    const facts = { ...FACTS, difference: 0.05, interval95: [0.01, 0.09] as const, parameters: 396_000, hasGrid: true };
    expect(verdictSentence(facts)).toBe(
      "3PT is worse than RoPE-only by 0.050 bits/byte (95 % interval 0.010 to 0.090, 4 seeds) " +
        "at 300 steps and 12 % more parameters (not matched), each arm at its best learning rate.",
    );
  });

  it("writes large shares of parameters out", () => {
    expect(verdictSentence({ ...FACTS, parameters: FACTS.baselineParameters * 3.85 })).toContain(
      "285 % more parameters",
    );
  });

  it("names both numbers of steps where the budget gave each arm its own", () => {
    expect(verdictSentence({ ...FACTS, baselineSteps: 1450 })).toMatch(
      / at 300 against 1,450 steps and equal parameters/,
    );
  });

  it("says aloud that nothing can be distinguished, and how many seeds would", () => {
    const facts = { ...FACTS, seeds: 2, interval95: [-0.3, 0.1] as const, seedsMissing: 5 };
    expect(verdictSentence(facts)).toBe(
      "3PT and RoPE-only are not distinguishable at n = 2; about 5 more seeds would tell a difference of this size " +
        "(−0.084 bits/byte, 95 % interval −0.300 to +0.100, at 300 steps and equal parameters).",
    );
  });

  it("never decides on one seed", () => {
    expect(verdictSentence({ ...FACTS, seeds: 1, interval95: undefined })).toBe(
      "3PT ended 0.084 bits/byte below RoPE-only with one seed at 300 steps and equal parameters. " +
        "One seed cannot tell this from chance; run at least two more.",
    );
  });

  it("tells speed per step from speed to quality, except on a software adapter", () => {
    const faster = { ...FACTS, difference: 0.05, interval95: [0.01, 0.09] as const, stepMs: 80 };
    expect(verdictSentence(faster)).toMatch(/Faster per step but not per quality\.$/);
    expect(verdictSentence({ ...faster, isSoftwareAdapter: true })).not.toMatch(/Faster/);
    expect(verdictSentence({ ...FACTS, stepMs: 117 })).toMatch(/Each step takes 1\.17 times as long\.$/);
  });
});
