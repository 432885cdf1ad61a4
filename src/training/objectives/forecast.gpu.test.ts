import { beforeAll, expect, test } from "vitest";
import type { ForecastExamples } from "../../data/examples.ts";
import { seriesSlice } from "../../data/series/series-slice.ts";
import { standardisedSeries } from "../../data/series/series-set.ts";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { dLinear } from "../../models/presets/forecasters.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { Trainer } from "../trainer/trainer.ts";
import { objectiveOn } from "./index.ts";

/** Three rhythms, each with its own phase: what a linear map continues exactly. */
const values = Float64Array.from({ length: 300 * 3 }, (_, i) =>
  Math.sin((2 * Math.PI * Math.floor(i / 3)) / 12 + (i % 3)),
);
const borders = { train: { first: 0, end: 200 }, validation: { first: 200, end: 250 }, test: { first: 250, end: 300 } };
const series = standardisedSeries({ names: ["a", "b", "c"], values }, borders);
const examples: ForecastExamples = { asks: "forecast", series, horizon: 5 };
const task = { lookback: 24, horizon: 5, variables: 3 };

let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});

test(
  "DLinear fits an exact rhythm; each window, step and shown forecast is scored; what does not fit is refused",
  { timeout: 60_000 },
  async () => {
    const objective = objectiveOn(readDocument(dLinear("small", task, 5), CATALOGUE), examples);
    const setting = { batch: 16, sequenceLength: 1, microSteps: 1, recompute: "none" as const, ringLength: 150 };
    const optimizer = { ...DEFAULT_OPTIMIZER, weightDecay: 0 };
    const trainer = await Trainer.create(gpu, objective, { ...setting, optimizer, onCompile: () => undefined });
    trainer.initialise(1);
    for (let step = 0; step < 150; step++) trainer.program.submit(trainer.stepValues(step, 0.02));
    const losses = (await trainer.records(true)).map(({ metrics }) => metrics["loss"][0][0]);
    expect(losses[0]).toBeGreaterThan(0.5);
    const slice = await seriesSlice(series, series.test, 5, 100);
    const scores = await trainer.evaluate(slice);
    const summary = trainer.objective.summarize(slice, scores);
    expect(summary.loss).toBeLessThan(1e-3);
    expect(summary.lossByExample!.reduce((sum, one) => sum + one, 0) / 5).toBeCloseTo(summary.loss, 9);
    expect(summary.meanAbsoluteError!).toBeLessThan(Math.sqrt(summary.loss));
    expect([...scores.forecasts!.values()].map(({ length }) => length)).toEqual([15, 15, 15, 15]);
    expect(gpu.deviceError).toBeNull();
    trainer.destroy();
    const bind = (changed: object) =>
      objectiveOn(readDocument(dLinear("other", { ...task, ...changed }, 5), CATALOGUE), examples);
    expect(() => bind({ variables: 4 })).toThrow("these data have 3; set the task's variables to 3");
    expect(() => bind({ horizon: 6 })).toThrow("but 5 are asked");
    expect(() => bind({ lookback: 196 })).toThrow("looks back 196 steps");
  },
);
