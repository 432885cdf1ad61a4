import type { YardstickScore } from "../prepared.ts";
import { leastSquares } from "./least-squares.ts";
import type { SeriesSet } from "./series-set.ts";

/** Predicts `horizon` steps of one variable from the steps before `start`. */
type Forecaster = (variable: number, start: number) => ArrayLike<number>;

/** Steps that a linear forecast looks back. */
const PAST = 96;
const DAY = 24;

/** Mean squared error of a forecaster over the windows that begin at these rows: for each step ahead, and over all. */
function scoreOf(
  name: string,
  { values, names }: SeriesSet,
  starts: Uint32Array,
  horizon: number,
  forecast: Forecaster,
): YardstickScore {
  const width = names.length;
  const errors = new Float64Array(horizon);
  starts.forEach((start) => {
    for (let n = 0; n < width; n++) {
      const predicted = forecast(n, start);
      for (let s = 0; s < horizon; s++) errors[s] += (predicted[s] - values[(start + s) * width + n]) ** 2;
    }
  });
  const lossByExample = Array.from(errors, (sum) => sum / (starts.length * width));
  return { name, loss: lossByExample.reduce((sum, one) => sum + one, 0) / horizon, lossByExample };
}

/**
 * What takes no network, as scores on windows that begin at given rows: the last value kept, the last day repeated, and one linear map
 * of the past for all variables.
 */
export function forecastReferences(set: SeriesSet, horizon: number): (starts: Uint32Array) => YardstickScore[] {
  const { values, names, train } = set;
  const width = names.length;
  const at = (row: number, n: number): number => values[row * width + n];
  const steps = Array.from({ length: horizon }, (_, s) => s);
  const rows = train.end - train.first;
  const past = Math.min(PAST, Math.floor(rows / 4));
  const forecasters: [string, Forecaster][] = [
    ["last value", (n, start) => steps.map(() => at(start - 1, n))],
    [`last ${DAY} steps again`, (n, start) => steps.map((s) => at(start - DAY + (s % DAY), n))],
    ...(past + horizon <= rows
      ? ([[`linear map of ${past} steps`, linearForecast(set, past, horizon)]] as [string, Forecaster][])
      : []),
  ];
  // Held-out windows begin behind the training rows, so that a day and the past of the map lie before each.
  return (starts) => forecasters.map(([name, forecast]) => scoreOf(name, set, starts, horizon, forecast));
}

/** Windows of a variable that the linear map is fitted on, spread over the training rows. */
const MOST_WINDOWS = 4_000;

/** Least squares of the coming steps on the past ones, both less the last value; one map for all variables. */
export function linearForecast({ values, names, train }: SeriesSet, past: number, horizon: number): Forecaster {
  const width = names.length;
  const windows = train.end - train.first - past - horizon + 1;
  const every = Math.max(1, Math.ceil((windows * width) / MOST_WINDOWS));
  const inputs: Float64Array[] = [];
  const targets: Float64Array[] = [];
  const around = (start: number, n: number, length: number): Float64Array => {
    const last = values[(start - 1) * width + n];
    const steps = new Float64Array(length);
    for (let i = 0; i < length; i++) steps[i] = values[(start - past + i) * width + n] - last;
    return steps;
  };
  for (let window = 0; window < windows; window += every) {
    for (let n = 0; n < width; n++) {
      const row = around(train.first + past + window, n, past + horizon);
      inputs.push(row.slice(0, past));
      targets.push(row.slice(past));
    }
  }
  const map = leastSquares(inputs, targets);
  return (n, start) => {
    const seen = around(start, n, past);
    const predicted = new Float64Array(horizon).fill(values[(start - 1) * width + n]);
    map.forEach((weights, s) => {
      for (let i = 0; i < past; i++) predicted[s] += weights[i] * seen[i];
    });
    return predicted;
  };
}
