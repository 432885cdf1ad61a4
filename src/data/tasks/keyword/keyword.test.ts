import { expect, test } from "vitest";
import { BANDS, keywords, STEPS } from "./keyword.ts";

test("words are the same every time, and each class is as frequent as the others", () => {
  const [set, again] = [keywords(5, 0, 20), keywords(5, 10, 10)];
  expect(again.values).toEqual(set.values.slice(10 * STEPS * BANDS));
  expect([...set.labels]).toEqual(Array.from({ length: 20 }, (_, n) => (n < 10 ? n : (n + 1) % 10)));
  const spread = keywords(5, 0, 100).labels.filter((_, n) => n % 5 === 0);
  expect(new Set(spread).size).toBe(10);
  expect(keywords(6, 0, 1).values).not.toEqual(set.values.slice(0, STEPS * BANDS));
});

test("rising and falling words have the same mean in every band; one frame later they differ", () => {
  const set = keywords(1, 0, 400);
  const ofClass = (label: number): number[] =>
    Array.from(set.labels, (own, n) => (own === label ? n : -1)).filter((n) => n >= 0);
  const at = (n: number, t: number, band: number): number => set.values[(n * STEPS + t) * BANDS + band];
  /** Mean over the words of a class and all steps of a product of two bands, the second one step later. */
  const lagged = (label: number, first: number, second: number): number => {
    let sum = 0;
    for (const n of ofClass(label)) for (let t = 0; t + 1 < STEPS; t++) sum += at(n, t, first) * at(n, t + 1, second);
    return sum / (40 * (STEPS - 1));
  };
  const mean = (label: number, band: number): number => {
    let sum = 0;
    for (const n of ofClass(label)) for (let t = 0; t < STEPS; t++) sum += at(n, t, band);
    return sum / (40 * STEPS);
  };
  expect(Math.abs(mean(0, 5) - mean(1, 5))).toBeLessThan(0.03);
  // Falling: what is in band 5 is lower one step later.
  expect(lagged(0, 5, 4)).toBeGreaterThan(lagged(1, 5, 4) + 0.01);
  expect(lagged(1, 4, 5)).toBeGreaterThan(lagged(0, 4, 5) + 0.01);
});
