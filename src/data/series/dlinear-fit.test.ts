import { expect, test } from "vitest";
import { float64ValueRun } from "../../models/build/float64-value-run.ts";
import { dLinear, USUAL_FORECAST } from "../../models/presets/forecasters.ts";
import { leastSquares } from "./least-squares.ts";

test("DLinear fits an exact sum of trend and daily sine to less than 1e-3", () => {
  const { lookback, horizon } = USUAL_FORECAST;
  const series = Float64Array.from({ length: 400 }, (_, t) => t / 200 - 1 + Math.sin((2 * Math.PI * t) / 24));
  const windows = Array.from({ length: 400 - lookback - horizon }, (_, t) => t);
  const past = windows.map((t) => series.subarray(t, t + lookback));
  const coming = windows.map((t) => series.subarray(t + lookback, t + lookback + horizon));
  const map = Float64Array.from(leastSquares(past, coming).flatMap((row) => [...row]));
  const document = dLinear("fitted", { variables: 1 });
  const targets = Float64Array.from([10, 200].flatMap((window) => [...coming[window]]));
  const inputs = Float64Array.from([10, 200].flatMap((window) => [...past[window]]));
  // Trend and season get the same map: their sum is the map of the window.
  const { loss } = float64ValueRun(document, inputs, 2, {
    targets,
    weights: (name) => (name.endsWith("weight") ? map : undefined),
  });
  expect(loss).toBeLessThan(1e-3);
});
