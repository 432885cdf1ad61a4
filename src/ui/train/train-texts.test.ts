import { describe, expect, it } from "vitest";
import { sessionFromResult } from "../store/session-from-result.ts";
import {
  BASELINE_KEY,
  DATASET,
  evaluation,
  metrics,
  PREPARATION_EVENTS,
  RESULT,
  TRAINING_EVENTS,
} from "../store/session-events.fixture.ts";
import { reduceEvents } from "../store/session-reducer.ts";
import { IDLE_SESSION } from "../store/session-view.ts";
import { armQuality, differenceOf, differenceWord } from "./arm-summary.ts";
import { formatAmounts, proxyOfArm } from "./energy-of-arm.ts";
import { formatAxis } from "./format-axis.ts";
import { phaseAmount, preparationOf, progressOf } from "./progress.ts";
import { qualityLines } from "./quality-lines.ts";
import { yardsticksOf } from "./yardsticks.ts";

const prepared = reduceEvents(IDLE_SESSION, PREPARATION_EVENTS);
const trained = reduceEvents(prepared, TRAINING_EVENTS);
const SETTINGS = {
  metric: "bitsPerByte",
  axis: "step",
  smoothing: 0.5,
  showsTraining: true,
  showsEvaluation: true,
} as const;

describe("progress", () => {
  it("counts steps of all runs and estimates the time left", () => {
    const half = reduceEvents(prepared, TRAINING_EVENTS.slice(0, 2));
    expect(progressOf(half)).toEqual({ stepsDone: 4, stepsInAll: 8, secondsLeft: 0.4 });
    expect(progressOf(IDLE_SESSION)).toBeUndefined();
  });

  it("names phases with what they count, in the order in which they happen", () => {
    expect(phaseAmount({ type: "phase", phase: "compile", done: 14, total: 31, unit: "kernels" })).toBe(
      "14/31 kernels",
    );
    expect(phaseAmount({ type: "phase", phase: "data", done: 5, total: 10, unit: "bytes" })).toBe("50 %");
    const names = preparationOf(prepared.phases).map((phase) => (typeof phase === "string" ? phase : phase.phase));
    expect(names).toEqual(["data", "yardsticks", "compile", "compile", "first-step"]);
  });
});

describe("quality of arms", () => {
  it("shows a quick evaluation until the final one is there", () => {
    const quick = reduceEvents(prepared, TRAINING_EVENTS.slice(0, 3));
    expect(armQuality(quick, "rope-only")).toMatchObject({ bitsPerByte: 6, seeds: 0, step: 2 });
    expect(armQuality(quick, "3pt")).toBeUndefined();
    expect(armQuality(trained, "rope-only")).toMatchObject({ bitsPerByte: 4.4, seeds: 1, uncertainty: 0.014 });
  });

  it("takes the spread over seeds once there are several", () => {
    const second = { ...BASELINE_KEY, seed: 2 };
    const view = reduceEvents(trained, [
      metrics(second, [1], [8]),
      {
        type: "evaluation",
        key: second,
        slice: "full",
        step: 4,
        tokens: 0,
        seconds: 0,
        flops: 0,
        evaluation: evaluation(4.6),
      },
    ]);
    expect(armQuality(view, "rope-only")).toMatchObject({ bitsPerByte: 4.5, seeds: 2 });
    expect(armQuality(view, "rope-only")?.uncertainty).toBeCloseTo(0.1, 12);
  });

  it("never decides on one seed", () => {
    const difference = differenceOf(trained, "3pt", "rope-only");
    expect(difference?.difference).toBeCloseTo(-0.1, 12);
    expect(differenceWord(difference!)).toBe("one seed: not decided");
    expect(differenceWord({ difference: -0.08, interval95: [-0.1, -0.06], n: 4, verdict: "" })).toBe("better");
    expect(differenceWord({ difference: -0.08, interval95: [-0.2, 0.04], n: 4, verdict: "" })).toBe(
      "not distinguishable",
    );
  });

  it("takes the comparison of the result when there is one", () => {
    expect(differenceOf(sessionFromResult(RESULT), "3pt", "rope-only")?.stepsToReachBaseline).toBe(4);
  });
});

describe("lines of the main chart", () => {
  it("draws each arm's raw training faint below the smoothed one, and evaluations as dots", () => {
    const lines = qualityLines(trained, "rope-only", SETTINGS).filter((line) => line.colour === "--arm-baseline");
    expect(lines.map((line) => [line.alpha ?? 1, line.hasPoints ?? false, line.legend?.text])).toEqual([
      [0.22, false, undefined],
      [1, false, "training"],
      [1, true, "evaluation"],
    ]);
    expect(lines[1].y[0]).toBeCloseTo(8, 12);
    expect(lines[2].x).toEqual([2]);
  });

  it("gives perplexity as the exponential of the loss", () => {
    const [, smooth] = qualityLines(trained, "rope-only", { ...SETTINGS, metric: "perplexity", smoothing: 0 });
    expect(smooth.hasPoints).toBe(true);
    const [training] = qualityLines(trained, "rope-only", { ...SETTINGS, metric: "perplexity", smoothing: 0 });
    expect(training.y[0]).toBeCloseTo(2 ** 8, 9);
  });
});

it("converts yardsticks to the unit of the chart", () => {
  expect(yardsticksOf(DATASET, "bitsPerByte")).toEqual([{ value: 3.41, label: "one byte of context 3.41" }]);
  expect(
    yardsticksOf({ ...DATASET, evalSlice: { ...DATASET.evalSlice, tokens: 25_000 } }, "loss")[0].value,
  ).toBeCloseTo(3.41 * 2 * Math.LN2, 12);
  expect(yardsticksOf(undefined, "loss")).toEqual([]);
});

it("gives an energy proxy per token and so far, planned or measured", () => {
  expect(proxyOfArm(trained, "3pt", "arithmetic", 30)).toEqual({ perToken: [1e-6], soFar: [1e-6 * 2048], unit: "J" });
  expect(proxyOfArm(prepared, "3pt", "arithmetic", 30)).toEqual({ perToken: [2e-6], soFar: [0], unit: "J" });
  expect(proxyOfArm(trained, "rope-only", "memory", 30)).toBeUndefined();
  expect(formatAmounts([1e-6, 2e-6], "J")).toBe("1.00 µJ to 2.00 µJ");
});

it("writes axis values short", () => {
  expect(formatAxis.tokens(25_600)).toBe("25.6 k");
  expect(formatAxis.flops(2e12)).toBe("2.00 TFLOP");
  expect(formatAxis.step(1200)).toBe("1,200");
});

describe("accuracy on the chart", () => {
  const answered = {
    ...trained,
    runs: trained.runs.map((run) => ({
      ...run,
      evaluations: run.evaluations.map((point) => ({ ...point, accuracy: 0.25 })),
    })),
  };

  it("is drawn in percent where answers were evaluated, with no line for what is being learned", () => {
    const lines = qualityLines(answered, undefined, { ...SETTINGS, metric: "accuracy" });
    expect(lines.length).toBe(answered.runs.length);
    const points = lines.flatMap(({ y }) => [...y]);
    expect(points.length).toBeGreaterThan(0);
    expect(new Set(points)).toEqual(new Set([25]));
  });

  it("stands beside one linear map of the pixels", () => {
    const yardsticks = [{ name: "one linear map", accuracy: 0.25, loss: 1.9 }];
    expect(yardsticksOf({ ...DATASET, quickYardsticks: undefined, yardsticks }, "accuracy")).toEqual([
      { value: 25, label: "one linear map 25" },
    ]);
  });
});
