import { expect, it } from "vitest";
import { parseExperiment } from "../schema/experiment.ts";
import { matchNotices } from "./match-check.ts";

const experiment = parseExperiment({
  schema: "bakeoff/experiment@1",
  kind: "compare",
  arms: [
    { id: "a", preset: "lm-pico" },
    { id: "b", preset: "3pt-pico" },
  ],
  baseline: "a",
  match: "parameters",
  data: { id: "copying" },
  sequenceLength: 8,
  batch: 1,
  budget: { steps: 1 },
});

const arm = (id: string, parameters: number) => ({
  id,
  title: id.toUpperCase(),
  parameters,
  cost: { flopsPerTokenForward: 1, flopsPerTokenTraining: 3, stateBytes: 1, parameterBytes: 4 * parameters },
});

it("is silent within two per cent and without a wish to match", () => {
  expect(matchNotices(experiment, [arm("a", 1000), arm("b", 1019)])).toEqual([]);
  const { match, ...free } = experiment;
  expect(match).toBe("parameters");
  expect(matchNotices(free, [arm("a", 1000), arm("b", 2000)])).toEqual([]);
});

it("names the arm, the cost and the difference", () => {
  expect(matchNotices(experiment, [arm("a", 1000), arm("b", 1200)])).toEqual([
    expect.stringMatching(/^B has 20 % more parameters than A, so the comparison is not matched\. /),
  ]);
});
