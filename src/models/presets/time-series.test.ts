import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { float64ValueRun, valueParameters } from "../build/float64-value-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import type { ForecastTask } from "./forecasters.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";
import { stepsForecaster, TIME_SERIES } from "./time-series.ts";

const TASK: ForecastTask = { lookback: 12, horizon: 5, variables: 3 };
const SIZE = { width: 8, hidden: 12, layers: 1 };
const X = randomValues(2 * 12 * 3, 1);

const MIXERS = {
  attention: block("attention", { heads: 2, position: "none", causal: false, bias: true }),
  autocorrelation: block("auto-correlation", { factor: 2 }),
  probsparse: block("prob-sparse-attention", { heads: 2, factor: 1 }),
  frequency: block("frequency-block", { heads: 2, modes: 4 }),
};

const small = (name: keyof typeof MIXERS, decomposition: "off" | "input" | "every"): ArchitectureDocument =>
  stepsForecaster(`${name}-${decomposition}`, {
    mixer: MIXERS[name],
    decomposition,
    task: TASK,
    size: SIZE,
    window: 5,
  });

const shifted = X.map((value, i) => value + (i % 3 === 1 ? 3 : 0));

describe("parameters", () => {
  // 4 lin(64, 64) of attention; the frequency block has 2 lin(64, 64) + 2 m d^2 / h of m = h = 8 instead.
  const [attention, trend] = [76_511, 96 * 24 + 24];
  const frequency = attention + 2 * ((2 * 8 * 64 * 64) / 8 - 2 * (64 * 64 + 64));

  test.each([
    ["ts-attention-input", attention + trend],
    ["ts-attention-every", attention + trend],
    ["ts-autocorrelation", attention],
    ["ts-autocorrelation-every", attention + trend],
    ["ts-probsparse", attention],
    ["ts-probsparse-every", attention + trend],
    ["ts-frequency", frequency],
    ["ts-frequency-every", frequency + trend],
    ...[1, 2, 3, 6, 12].map((layers) => [`ts-depth-${layers}`, attention + (layers - 2) * 33_472] as const),
  ] as const)("%s has %i", (id, count) => {
    expect(valueParameters(presetById(id).document)).toBe(count);
  });

  test("every preset is counted here", () => {
    expect(TIME_SERIES.length).toBe(8 + 5);
  });
});

test("RevIN: what is normalised and restored with no network between is the window", () => {
  const document = {
    ...small("attention", "off"),
    task: { kind: "forecast", knobs: { ...TASK, horizon: 12 } },
    trunk: [block("series-norm")],
    heads: [{ name: "future", body: [block("series-restore", {}, { reads: ["main", "window"] })] }],
  };
  float64ValueRun(document, X, 2).values.forEach((value, i) => expect(value).toBeCloseTo(X[i], 12));
});

test.each(["off", "input", "every"] as const)("decomposition %s: a level is kept by the norm of windows", (where) => {
  const straight = float64ValueRun(small("autocorrelation", where), X, 2).values;
  const moved = float64ValueRun(small("autocorrelation", where), shifted, 2).values;
  moved.forEach((value, i) => expect(value).toBeCloseTo(straight[i] + (i % 3 === 1 ? 3 : 0), 9));
});

test.each([
  small("attention", "every"),
  small("autocorrelation", "every"),
  small("probsparse", "off"),
  small("frequency", "input"),
])("$name: every gradient agrees with central differences", { timeout: 20_000 }, (document) => {
  const targets = randomValues(2 * 5 * 3, 7);
  const first = float64ValueRun(document, X, 2, { targets });
  for (const [name, values] of first.initial) {
    const at = Math.floor(values.length / 2);
    const lossAt = (by: number): number =>
      float64ValueRun(document, X, 2, {
        targets,
        weights: (one) => (one === name ? values.map((v, i) => (i === at ? v + by : v)) : undefined),
      }).loss;
    const difference = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
    expect(first.gradients.get(name)![at], `${name}[${at}]`).toBeCloseTo(difference, 8);
  }
});
