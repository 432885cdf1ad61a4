import { expect, it } from "vitest";
import { parseExperiment } from "../schema/experiment.ts";
import { assertParametersWithin, matchNotices } from "./match-check.ts";

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
  expect(matchNotices(experiment, [arm("a", 1000), arm("b", 1019)], false)).toEqual([]);
  const { match, ...free } = experiment;
  expect(match).toBe("parameters");
  expect(matchNotices(free, [arm("a", 1000), arm("b", 2000)], false)).toEqual([]);
});

it("names the arm, the cost and the difference", () => {
  expect(matchNotices(experiment, [arm("a", 1000), arm("b", 1200)], false)).toEqual([
    expect.stringMatching(/^B has 20 % more parameters than A, so the comparison is not matched\. /),
  ]);
});

const spending = (id: string, arithmeticPicojoulesPerToken: number) => ({
  ...arm(id, 1000),
  energy: { table: "e45-2014", arithmeticPicojoulesPerToken },
});

it("joules are shared by a budget in joules, and otherwise by what a token costs", () => {
  const arms = [spending("a", 1000), spending("b", 1300)];
  expect(matchNotices({ ...experiment, match: "joules", budget: { joules: 1 } }, arms, true)).toEqual([]);
  expect(matchNotices({ ...experiment, match: "joules" }, arms, true)).toEqual([
    expect.stringMatching(/^B has 30 % more joules per token \(arithmetic proxy\) than A/),
  ]);
});

it("seconds and tokens are shared only by a budget that holds them equal, and never ranked on a software adapter", () => {
  const arms = [arm("a", 1000), arm("b", 1000)];
  const notices = (changes: Partial<typeof experiment>, isSoftware: boolean) =>
    matchNotices({ ...experiment, ...changes }, arms, isSoftware);
  expect(notices({ match: "seconds", budget: { seconds: 5 } }, false)).toEqual([]);
  expect(notices({ match: "seconds" }, false)).toEqual([expect.stringMatching(/do not share their seconds/)]);
  expect(notices({ budget: { seconds: 5 } }, true)).toEqual([expect.stringMatching(/software adapter/)]);
  expect(notices({ match: "tokens" }, true)).toEqual([]);
  expect(notices({ match: "tokens", budget: { joules: 5 } }, true)).toEqual([expect.stringMatching(/their tokens/)]);
});

it("a rule on parameters refuses what breaks it, with both counts", () => {
  const ruled = { ...experiment, parametersWithin: 0.1 };
  expect(() => assertParametersWithin(ruled, [arm("a", 77_194), arm("b", 84_000)])).not.toThrow();
  expect(() => assertParametersWithin(ruled, [arm("a", 77_194), arm("b", 90_000)])).toThrow(
    "B has 90,000 parameters and A 77,194, 16.6 % more, but this experiment allows 10 %.",
  );
  expect(() => assertParametersWithin(ruled, [arm("a", 77_194), arm("b", 60_000)])).toThrow("22.3 % fewer");
  expect(() => assertParametersWithin(experiment, [arm("a", 77_194), arm("b", 1)])).not.toThrow();
});

it("a rule on parameters needs the arm that it speaks of", () => {
  const train = { ...experiment, kind: "train", baseline: undefined, match: undefined, parametersWithin: 0.1 };
  expect(() => parseExperiment(train)).toThrow("name the `baseline` too");
});
