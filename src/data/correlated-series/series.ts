import { hashName, normalAt, uniformAt } from "../../lib/threefry.ts";
import type { RawSeries } from "../series/series-set.ts";

const VARIABLES = 7;
const DRIVERS = 3;
const LONGEST_DELAY = 6;
const MEMORY = 0.9;
const SHIFTS = 2;

/** Hidden drivers of the variables, one value for each hour from `LONGEST_DELAY` hours before the first: two rhythms and a slow noise. */
function driver(seed: number, j: number, hours: number): Float64Array {
  const draw = (what: string): number => 2 * Math.PI * uniformAt(seed, hashName(`${what} ${j}`), 0);
  const [day, week, noise] = [draw("day"), draw("week"), hashName(`noise ${j}`)];
  // Starts as it goes on: with the variance that an autoregression of the first order settles at.
  let slow = normalAt(seed, noise, 0) / Math.sqrt(1 - MEMORY ** 2);
  return Float64Array.from({ length: hours + LONGEST_DELAY }, (_, i) => {
    const t = i - LONGEST_DELAY;
    slow = MEMORY * slow + normalAt(seed, noise, i + 1);
    return Math.sin((2 * Math.PI * t) / 24 + day) + 0.5 * Math.sin((2 * Math.PI * t) / 168 + week) + 0.7 * slow;
  });
}

/** One variable: a mix of delayed drivers, a drift, shifts of level, and a little noise of its own. */
function variable(seed: number, n: number, drivers: readonly Float64Array[], hours: number): Float64Array {
  const name = (what: string): number => hashName(`${what} ${n}`);
  const weights = drivers.map((_, j) => normalAt(seed, name("weight"), j));
  const delays = drivers.map((_, j) => Math.floor((LONGEST_DELAY + 1) * uniformAt(seed, name("delay"), j)));
  const drift = normalAt(seed, name("drift"), 0);
  const shifts = Array.from({ length: SHIFTS }, (_, i) => ({
    at: Math.floor(hours * uniformAt(seed, name("shift"), i)),
    by: normalAt(seed, name("shift height"), i),
  }));
  return Float64Array.from({ length: hours }, (_, t) => {
    const driven = drivers.reduce((sum, z, j) => sum + weights[j] * z[t + LONGEST_DELAY - delays[j]], 0);
    const level = shifts.reduce((sum, { at, by }) => sum + (t >= at ? by : 0), 0);
    return driven + (drift * t) / 1000 + level + 0.1 * normalAt(seed, name("noise"), t);
  });
}

/** Hours of seven variables that follow three hidden drivers, each with delays of its own, so that one tells of another's future. */
export function correlatedSeries(seed: number, hours: number): RawSeries {
  const drivers = Array.from({ length: DRIVERS }, (_, j) => driver(seed, j, hours));
  const columns = Array.from({ length: VARIABLES }, (_, n) => variable(seed, n, drivers, hours));
  const values = Float64Array.from(
    { length: hours * VARIABLES },
    (_, i) => columns[i % VARIABLES][Math.floor(i / VARIABLES)],
  );
  return { names: columns.map((_, n) => `v${n + 1}`), values };
}
