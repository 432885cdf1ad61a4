import { expect, test } from "vitest";
import { arm, run } from "../../experiments/compare/example-runs.ts";
import { parseExperiment } from "../../experiments/schema/experiment.ts";
import type { Evaluation, Result, RunRecord } from "../../experiments/schema/result.ts";
import { findingsOf, resultFindings } from "./result-findings.ts";

const squared = (loss: number, lossByExample: number[]): Evaluation => ({ loss, lossByExample, targets: 40, bytes: 0 });

const LOOPS = [4, 1, 12];

const experiment = parseExperiment({
  schema: "bakeoff/experiment@1",
  kind: "train",
  arms: [
    {
      id: "loop",
      title: "Four loops",
      preset: "algo-linreg",
      tests: LOOPS.map((loops) => ({ title: `${loops} loops`, overrides: { "loop.times": loops } })),
    },
  ],
  data: { id: "regression-linear" },
  sequenceLength: 40,
  batch: 8,
  budget: { steps: 5 },
  seeds: [1, 2],
});

const trained = (seed: number, lossByExample: number[], tested: number[]): RunRecord => ({
  ...run(seed, 0.001, 0, []),
  final: squared(0.5, lossByExample),
  tests: LOOPS.map((loops, i) => ({ title: `${loops} loops`, evaluation: squared(tested[i], []) })),
});

const result = {
  experiment,
  dataset: {
    asks: "regression",
    yardsticks: [{ name: "least squares", lossByExample: [1, 9, 0.1] }, { name: "without a curve" }],
  } as Partial<Result["dataset"]>,
  arms: [
    {
      ...arm("loop", [trained(1, [1, 0.8, 0.4], [0.3, 0.9, 0.5]), trained(2, [1.2, 1, 0.6], [0.5, 0.9, 0.7])]),
      title: "Four loops",
    },
  ],
} as Result;

test("errors against the examples seen before, the mean over seeds, beside the methods that the data bring", () => {
  const [finding] = findingsOf(result, ["errors-in-context"]);
  expect(finding.lines.map(({ name, x }) => [name, x])).toEqual([
    ["Four loops", [0, 1, 2]],
    // What fails by more than the chart shows is left out, not drawn at its edge.
    ["least squares", [0, 2]],
  ]);
  expect(finding.lines[0].y.map((y) => y.toFixed(2))).toEqual(["1.10", "0.90", "0.50"]);
  expect(finding.sentences).toEqual(["Four loops: 1.100 before any example, 0.500 after 2."]);
});

test("passes tested, in order, in what the data are counted in", () => {
  const [finding] = findingsOf(result, ["passes-at-test"]);
  expect(finding.lines.map(({ x }) => x)).toEqual([[1, 4, 12]]);
  expect(finding.lines[0].y.map((y) => y.toFixed(2))).toEqual(["0.90", "0.40", "0.60"]);
  expect([finding.yTitle, finding.sentences]).toEqual([
    "squared error",
    ["Four loops: lowest with 4 passes, 0.400 squared error."],
  ]);
});

test("a card has those that it asks for; a result of text has none", () => {
  expect(resultFindings({ diagnostics: ["passes-at-test"] }, result)).toHaveLength(1);
  expect(resultFindings({ diagnostics: [] }, result)).toEqual([]);
  const text = { ...result, dataset: {}, arms: [arm("loop", [run(1, 0.001, 3, [])])] } as unknown as Result;
  expect(findingsOf(text)).toEqual([]);
});
