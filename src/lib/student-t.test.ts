import { describe, expect, test } from "vitest";
import { studentTCdf, studentTQuantile } from "./student-t.ts";

describe("quantiles of the printed tables", () => {
  test.each([
    [0.975, 1, 12.7062],
    [0.975, 2, 4.30265],
    [0.975, 3, 3.18245],
    [0.975, 9, 2.26216],
    [0.8, 5, 0.91954],
    [0.975, 100, 1.98397],
    [0.025, 4, -2.77645],
  ])("p %d, %i degrees of freedom: %d", (p, degrees, t) => {
    expect(studentTQuantile(p, degrees)).toBeCloseTo(t, 4);
  });
});

test("the CDF is symmetric, monotone and agrees with closed forms for one and two degrees", () => {
  for (const t of [-30, -2.5, -0.3, 0, 0.7, 4, 100]) {
    expect(studentTCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
    expect(studentTCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    expect(studentTCdf(t, 7) + studentTCdf(-t, 7)).toBeCloseTo(1, 12);
  }
  expect(studentTCdf(1, 5)).toBeLessThan(studentTCdf(1.001, 5));
});

test("quantile inverts the CDF", () => {
  for (const degrees of [1, 2, 3, 10, 250]) {
    for (const p of [0.01, 0.3, 0.5, 0.8, 0.999]) {
      expect(studentTCdf(studentTQuantile(p, degrees), degrees)).toBeCloseTo(p, 10);
    }
  }
});
