import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_kernel/threefry.ts";
import { dropout } from "./kernel.ts";
import { dropoutReference } from "./reference.ts";

const ONES = new Float64Array(20_000).fill(1);

describe("dropout reference", () => {
  test("drops the rate's share and keeps the mean", () => {
    const y = dropoutReference(ONES, 0.3, 0, REFERENCE_STEP);
    const kept = y.filter((value) => value > 0).length / y.length;
    // Four standard deviations of a binomial share.
    expect(Math.abs(kept - 0.7)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / y.length));
    expect(new Set(y)).toEqual(new Set([0, 1 / 0.7]));
  });

  test("rate 0 changes nothing", () => {
    expect([...dropoutReference(ONES.slice(0, 50), 0, 3, REFERENCE_STEP)]).toEqual([...ONES.slice(0, 50)]);
  });

  test("layers, steps, micro-batches and seeds have masks of their own", () => {
    const maskOf = (layer: number, step: Partial<typeof REFERENCE_STEP>): string =>
      dropoutReference(ONES.slice(0, 64), 0.5, layer, { ...REFERENCE_STEP, microSteps: 2, ...step }).join();
    const masks = [
      maskOf(0, {}),
      maskOf(1, {}),
      maskOf(2, {}),
      maskOf(0, { index: 1 }),
      maskOf(1, { index: 1 }),
      maskOf(0, { micro: 1 }),
      maskOf(0, { seed: 2 }),
    ];
    expect(new Set(masks).size).toBe(masks.length);
  });

  test("backward agrees with central differences", () => {
    const error = checkGradient(dropout, { inputs: [f32(3, 7)], attributes: { rate: 0.4, layer: 5 } });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses a rate of 1", () => {
    expect(() => dropout.infer([f32(2)], { rate: 1, layer: 0 })).toThrow("below 1");
  });
});
