import { expect, test } from "vitest";
import { powerLawFit } from "./power-law.ts";

test("finds an exact law without scatter", () => {
  const xs = [1, 2, 4, 8];
  const { exponent, factor, interval95 } = powerLawFit(
    xs,
    xs.map((x) => 3 * x ** 1.5),
  );
  expect(exponent).toBeCloseTo(1.5, 12);
  expect(factor).toBeCloseTo(3, 12);
  expect(interval95![1] - interval95![0]).toBeLessThan(1e-6);
});

test("the interval is that of the slope of a line", () => {
  // log2 y = 0, 1, 1 at log2 x = 0, 1, 2: slope 0.5, residuals -1/6, 1/3, -1/6, standard error sqrt(1/6 / 2), t(0.975; 1) = 12.7062.
  const { exponent, interval95 } = powerLawFit([1, 2, 4], [1, 2, 2]);
  expect(exponent).toBeCloseTo(0.5, 12);
  expect(interval95![1] - 0.5).toBeCloseTo(12.7062 * Math.sqrt(1 / 12), 3);
});

test("two points have no interval", () => {
  expect(powerLawFit([1, 2], [1, 4])).toMatchObject({ exponent: 2, interval95: undefined });
});
