import { expect, test } from "vitest";
import { IDLE_SESSION, type RunView, type SessionView } from "../store/session-view.ts";
import { forecastLines, horizonLines, type ShownSeries } from "./forecast-lines.ts";

const SERIES: ShownSeries = {
  names: ["load", "oil"],
  horizon: 2,
  mean: [10, 20],
  deviation: [2, 4],
  windows: [{ start: 7, past: [0, 0, 1, -1], future: [2, 0.5, 3, 1] }],
};

const run = {
  key: { arm: "a", seed: 1, peakLearningRate: 0.01 },
  final: { loss: 0.5, targets: 3, bytes: 0, lossByExample: [0.25, 0.75], forecasts: [[1, 1, 2, 0]] },
} as unknown as RunView;
const view: SessionView = { ...IDLE_SESSION, runs: [run] };
const drawn = {
  view,
  arms: [
    { id: "a", title: "A net" },
    { id: "b", title: "Another" },
  ],
  baseline: "a",
};

test("a variable of a window, in the units of the source, the past before step 1", () => {
  const [came, forecast, ...rest] = forecastLines(drawn, SERIES, 0, 1);
  expect([came.x, came.y]).toEqual([
    [-1, 0, 1, 2],
    [20, 16, 22, 24],
  ]);
  expect([forecast.x, forecast.y, forecast.legend?.text]).toEqual([[1, 2], [24, 20], "A net"]);
  expect(rest).toEqual([]);
});

test("errors by step, of arms that were scored and of yardsticks that have them", () => {
  const yardsticks = [
    { name: "last value", loss: 1, lossByExample: [0.5, 1.5] },
    { name: "old", loss: 1 },
  ];
  const dataset = { yardsticks } as unknown as NonNullable<SessionView["dataset"]>;
  const lines = horizonLines(drawn, dataset);
  expect(lines.map(({ y, legend }) => [legend?.text, y])).toEqual([
    ["A net", [0.25, 0.75]],
    ["last value", [0.5, 1.5]],
  ]);
});
