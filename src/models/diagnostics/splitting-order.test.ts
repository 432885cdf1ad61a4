import { expect, test } from "vitest";
import { splittingOrder } from "./splitting-order.ts";

test("with exact sub-flows Lie splitting is of first order and Strang splitting of second", () => {
  for (const seed of [1, 2, 3]) {
    const { lieSlope, strangSlope, strang, lie } = splittingOrder("exact", seed);
    expect(lieSlope).toBeGreaterThan(0.97);
    expect(lieSlope).toBeLessThan(1.03);
    expect(strangSlope).toBeGreaterThan(1.98);
    expect(strangSlope).toBeLessThan(2.02);
    expect(strang[3]).toBeLessThan(lie[3]);
  }
});

test("with one Euler step for each sub-flow, as layers are, both are of first order", () => {
  for (const seed of [1, 2, 3]) {
    const { lieSlope, strangSlope } = splittingOrder("euler", seed);
    for (const slope of [lieSlope, strangSlope]) {
      expect(slope).toBeGreaterThan(0.9);
      expect(slope).toBeLessThan(1.1);
    }
  }
});
