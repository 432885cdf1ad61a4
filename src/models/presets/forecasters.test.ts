import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { float64ValueRun, valueParameters, type ValueRunOptions } from "../build/float64-value-run.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { dLinear, iTransformer, patchTst, timeTransformer, type ForecastTask } from "./forecasters.ts";
import { presetById } from "./index.ts";

const TASK: ForecastTask = { lookback: 12, horizon: 5, variables: 3 };
const SIZE = { width: 8, hidden: 12, layers: 2, heads: 2 };
const X = randomValues(2 * 12 * 3, 1);
const PATCH = { patch: 4, stride: 2 };

const forecast = (document: ArchitectureDocument, x = X, options: ValueRunOptions = {}) =>
  float64ValueRun(document, x, x.length / (12 * 3), options).values;

/** The window with each value changed, by its variable. */
const changed = (change: (value: number, variable: number) => number): Float64Array =>
  X.map((value, i) => change(value, i % 3));

test.each([
  ["itransformer-mini", 74_840],
  ["transformer-time", 76_511],
  ["dlinear", 4_656],
  // lin(16, 64) + 12 * 64 + 2 blocks of 33,472 + lin(12 * 64, 24)
  ["patchtst-mini", 1_088 + 768 + 66_944 + 18_456],
] as const)("%s has %i parameters", (id, count) => {
  expect(valueParameters(presetById(id).document)).toBe(count);
});

test("the published size: 841,568 parameters for a width of 256", () => {
  const wide = iTransformer("wide", { horizon: 96 }, { width: 256, hidden: 256, layers: 2, heads: 8 });
  expect(valueParameters(wide)).toBe(841_568);
  expect(valueParameters(iTransformer("long", { horizon: 96 }))).toBe(79_520);
});

describe("iTransformer", () => {
  const model = iTransformer("small", TASK, SIZE);

  test("permuting variables permutes outputs", () => {
    const order = [2, 0, 1];
    const turned = forecast(
      model,
      X.map((_, i) => X[i - (i % 3) + order[i % 3]]),
    );
    const straight = forecast(model);
    turned.forEach((value, i) => expect(value).toBeCloseTo(straight[i - (i % 3) + order[i % 3]], 10));
  });

  test("adding a constant to one variable adds it to its forecast, and a factor multiplies it", () => {
    const straight = forecast(model);
    const shifted = forecast(
      model,
      changed((value, n) => (n === 1 ? value + 3 : value)),
    );
    shifted.forEach((value, i) => expect(value).toBeCloseTo(straight[i] + (i % 3 === 1 ? 3 : 0), 9));
    // Up to the small constant inside the root of the variance.
    const scaled = forecast(
      model,
      changed((value, n) => (n === 1 ? 2 * value : value)),
    );
    scaled.forEach((value, i) => expect(value).toBeCloseTo((i % 3 === 1 ? 2 : 1) * straight[i], 3));
  });

  test("attention=none: variables are independent", () => {
    const perturb = changed((value, n) => (n === 0 ? Math.sin(9 * value) : value));
    const differs = (document: ArchitectureDocument): boolean[] => {
      const [before, after] = [forecast(document), forecast(document, perturb)];
      return [0, 1, 2].map((n) => before.some((value, i) => i % 3 === n && Math.abs(value - after[i]) > 1e-9));
    };
    expect(differs(iTransformer("none", { ...TASK, hasAttention: false }, SIZE))).toEqual([true, false, false]);
    expect(differs(model)).toEqual([true, true, true]);
  });

  test("a model of N variables runs with N + 3: the same weights, other extents", () => {
    const six = iTransformer("six", { ...TASK, variables: 6 }, SIZE);
    const three = float64ValueRun(model, X, 2);
    const wider = float64ValueRun(six, randomValues(2 * 12 * 6, 2), 2);
    const shapes = (run: typeof three) => [...run.initial].map(([name, values]) => [name, values.length]);
    expect(shapes(wider)).toEqual(shapes(three));
    expect(wider.values.length).toBe(2 * 5 * 6);
  });

  test("a window that never changes gives a finite forecast at its level", () => {
    const flat = forecast(
      model,
      changed(() => 4),
    );
    flat.forEach((value) => expect(Math.abs(value - 4)).toBeLessThan(0.1));
  });
});

test("transformer over time and DLinear: a level is kept by the norm, and by weights that sum to one", () => {
  for (const document of [timeTransformer("time", TASK, SIZE), patchTst("patch", TASK, SIZE, PATCH)]) {
    const shifted = forecast(
      document,
      changed((value) => value + 3),
    );
    forecast(document).forEach((value, i) => expect(shifted[i]).toBeCloseTo(value + 3, 9));
  }
  // From its start DLinear predicts the mean of the window: weights 1/T on trend and season alike.
  const flat = forecast(dLinear("flat", TASK, 3));
  const mean = Array.from({ length: 12 }, (_, t) => X[t * 3]).reduce((sum, value) => sum + value / 12, 0);
  expect(flat[0]).toBeCloseTo(mean, 12);
});

test("PatchTST token count: floor((T - P) / stride) + 2, the last value filling up the end", () => {
  const { shapes, program } = readDocument(presetById("patchtst-mini").document, CATALOGUE);
  const step = program.steps.find((one) => one.step === "block" && one.definition.kind === "series-patches");
  if (step?.step !== "block") throw new Error("no patches");
  expect(shapes[step.writes[0]]).toMatchObject({ positions: [7, 12], width: 16 });
});

test("a forecast's block refuses what does not fit with what would", () => {
  const bad = dLinear("bad", TASK, 4);
  expect(() => readDocument(bad, CATALOGUE)).toThrow("a window of 4 steps has no middle");
  expect(() => readDocument(patchTst("bad", TASK, SIZE, { patch: 13, stride: 2 }), CATALOGUE)).toThrow(
    "a patch of 13 steps is longer than the series of 12",
  );
});

test.each([
  iTransformer("itransformer", TASK, SIZE),
  timeTransformer("time", TASK, SIZE),
  dLinear("dlinear", TASK, 3),
  patchTst("patchtst", TASK, SIZE, PATCH),
])("$name: every gradient agrees with central differences", (document) => {
  const targets = randomValues(2 * 5 * 3, 7);
  const first = float64ValueRun(document, X, 2, { targets });
  for (const [name, values] of first.initial) {
    const gradient = first.gradients.get(name)!;
    const at = Math.floor(values.length / 2);
    const shifted = (by: number): number =>
      float64ValueRun(document, X, 2, {
        targets,
        weights: (one) => (one === name ? values.map((v, i) => (i === at ? v + by : v)) : undefined),
      }).loss;
    const difference = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
    expect(gradient[at], `${name}[${at}]`).toBeCloseTo(difference, 8);
  }
});
