import { expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { movingAverage, movingAverageBackward } from "./kernel.ts";

const trend = (x: readonly number[], window: number): number[] => [
  ...movingAverage.reference([Float64Array.from(x)], { window }, [f32(1, x.length, 1)])[0],
];

test("MA golden: 1, 2, 4, 5 over three steps", () => {
  trend([1, 2, 4, 5], 3).forEach((value, t) => expect(value).toBeCloseTo([4 / 3, 7 / 3, 11 / 3, 14 / 3][t], 12));
  const season = [1, 2, 4, 5].map((x, t) => x - trend([1, 2, 4, 5], 3)[t]);
  season.forEach((value, t) => expect(value).toBeCloseTo([-1 / 3, -1 / 3, 1 / 3, 1 / 3][t], 12));
});

test("what never changes is its own trend, and a window of one step changes nothing", () => {
  expect(trend([3, 3, 3], 25).map((value) => Math.round(1e12 * value) / 1e12)).toEqual([3, 3, 3]);
  expect(trend([5, -1, 2], 1)).toEqual([5, -1, 2]);
});

test("the first value gets 2/3 of its own trend's gradient, the second 1/3", () => {
  const dx = movingAverageBackward.reference([Float64Array.of(1, 0, 0, 0)], { window: 3 }, [f32(1, 4, 1)])[0];
  [2 / 3, 1 / 3, 0, 0].forEach((want, t) => expect(dx[t]).toBeCloseTo(want, 12));
});

test("MA adjoint identity: <MA x, g> = <x, MA' g>", () => {
  const [x, g] = [randomValues(42, 1), randomValues(42, 2)];
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const spec = [f32(2, 7, 3)];
  for (const window of [3, 7, 25]) {
    const [y] = movingAverage.reference([x], { window }, spec);
    const [dx] = movingAverageBackward.reference([g], { window }, spec);
    expect(dot(y, g)).toBeCloseTo(dot(x, dx), 10);
  }
});

test.each([
  { shape: [2, 7, 3], window: 3 },
  { shape: [1, 5, 2], window: 25 },
  { shape: [2, 1, 4], window: 5 },
])("gradient of $shape over $window agrees with central differences", ({ shape, window }) => {
  expect(checkGradient(movingAverage, { inputs: [f32(...shape)], attributes: { window } }).relative).toBeLessThan(1e-6);
});

test("names what does not fit", () => {
  expect(() => movingAverage.infer([f32(1, 4, 2)], { window: 4 })).toThrow("use an odd number");
  expect(() => movingAverage.infer([f32(4, 2)], { window: 3 })).toThrow("[B, T, C]");
});

test("counters: five steps of two channels over three", () => {
  const [forward] = lowerChecked(movingAverage, [f32(1, 5, 2)], { window: 3 });
  expect(forward.counters).toMatchObject({ multiplies: 10, adds: 30, bytesTouched: 160 });
  // 2 + 3 + 3 + 3 + 2 windows hold the five steps.
  const [backward] = lowerChecked(movingAverageBackward, [f32(1, 5, 2)], { window: 3 });
  expect(backward.counters).toMatchObject({ multiplies: 36, adds: 26 });
});
