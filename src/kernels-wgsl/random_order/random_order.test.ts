import { describe, expect, test } from "vitest";
import { REFERENCE_STEP } from "../_kernel/threefry.ts";
import { randomOrder } from "./kernel.ts";
import { randomOrderReference } from "./reference.ts";

describe("random order reference", () => {
  test("is a permutation with its inverse", () => {
    const { order, inverse } = randomOrderReference(65, 3, REFERENCE_STEP);
    expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
    order.forEach((place, slot) => expect(inverse[place]).toBe(slot));
  });

  test("sites, steps, micro-batches and seeds have orders of their own", () => {
    const orderOf = (site: number, step: Partial<typeof REFERENCE_STEP>): string =>
      randomOrderReference(16, site, { ...REFERENCE_STEP, microSteps: 2, ...step }).order.join();
    const orders = [
      orderOf(0, {}),
      orderOf(1, {}),
      orderOf(0, { index: 1 }),
      orderOf(0, { micro: 1 }),
      orderOf(0, { seed: 2 }),
    ];
    expect(new Set(orders).size).toBe(orders.length);
  });

  test("every place comes first equally often", () => {
    const draws = 4000;
    const counts = new Float64Array(4);
    for (let index = 0; index < draws; index++)
      counts[randomOrderReference(4, 9, { ...REFERENCE_STEP, index }).order[0]]++;
    // Four standard deviations of a binomial share.
    counts.forEach((count) =>
      expect(Math.abs(count / draws - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / draws)),
    );
  });

  test("refuses more places than workgroup memory holds", () => {
    expect(() => randomOrder.infer([], { size: 4097, site: 0 })).toThrow("1 to 4096 places");
  });
});
