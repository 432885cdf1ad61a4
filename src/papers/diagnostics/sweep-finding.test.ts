import { expect, test } from "vitest";
import { arm, run } from "../../experiments/compare/example-runs.ts";
import type { ArmResult, Result } from "../../experiments/schema/result.ts";
import { loadPaper } from "../index.ts";
import { sweepFinding } from "./sweep-finding.ts";

const CARD = await loadPaper("three-phase-transformer");

const resultOf = (arms: ArmResult[]): Result =>
  ({ experiment: CARD.experiments.sweep!, arms }) as Partial<Result> as Result;

test("quality by the number of phases, the mean and each seed, at the best rate", () => {
  const finding = sweepFinding(
    CARD,
    resultOf([
      arm("phases-1", [run(1, 0.008, 3, []), run(2, 0.008, 3.2, []), run(1, 0.004, 4, []), run(2, 0.004, 4, [])]),
      arm("phases-12", [run(1, 0.008, 3.3, []), run(2, 0.008, 3.4, [])]),
      arm("phases-3", []),
    ]),
  );
  expect(finding?.lines.map(({ name, x }) => [name, x])).toEqual([
    ["mean", [1, 12]],
    ["seed 1", [1, 12]],
    ["seed 2", [1, 12]],
  ]);
  expect(finding?.lines[0].y.map((value) => value.toFixed(2))).toEqual(["3.10", "3.35"]);
  expect(finding?.sentences).toEqual(["Lowest at phases = 1, with 3.100 bits per byte (2 seeds)."]);
});

test("nothing where no arm finished", () => {
  expect(sweepFinding(CARD, resultOf([arm("phases-1", [])]))).toBeUndefined();
});
