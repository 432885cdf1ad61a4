import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { continuedFraction, continuedFractionBackward } from "./kernel.ts";
import { continuants, fraction, fractionSlopes, type FractionGuard } from "./reference.ts";

const GUARD: FractionGuard = { eps: 0.01, limit: 1e3, gradient: "closed-form" };
const positive = (length: number, stream: number): Float64Array =>
  randomValues(length, stream).map((value) => 1.5 + value);

describe("continued fraction reference", () => {
  test("worked numbers: a = (1, 2, 3)", () => {
    expect(continuants([1, 2, 3])).toEqual([1, 3, 7, 10]);
    expect(fraction([1, 2, 3], GUARD)).toBeCloseTo(0.7, 12);
    fractionSlopes([1, 2, 3], GUARD).forEach((slope, i) => {
      expect(slope).toBeCloseTo([-0.49, 0.09, -0.01][i], 12);
    });
  });

  property.prop([fc.array(fc.double({ min: 0.3, max: 4, noNaN: true }), { minLength: 1, maxLength: 8 })])(
    "continuant equals the naive fraction",
    (a) => {
      const naive = a.reduceRight((tail, value) => 1 / (value + tail), 0);
      expect(fraction(a, GUARD)).toBeCloseTo(naive, 10);
    },
  );

  test("d = 1 gives 1/a", () => {
    expect(fraction([-4], GUARD)).toBe(-0.25);
    expect(fractionSlopes([-4], GUARD)).toEqual([-1 / 16]);
  });

  test("guard: inside |K_d| < eps the denominator is +-eps, and 0 counts as positive", () => {
    expect(fraction([0.001], GUARD)).toBe(100);
    expect(fraction([-0.001], GUARD)).toBe(-100);
    expect(fraction([0], GUARD)).toBe(100);
    expect(fractionSlopes([0.001], GUARD)[0]).toBeCloseTo(-1e4, 9);
  });

  test.each([1, 2, 3, 5, 7, 8])("gradient agrees with central differences, depth %i", (depth) => {
    const inputs = [f32(2, 5, depth)];
    const values = { 0: positive(10 * depth, depth) };
    for (const gradient of ["closed-form", "exact"] as const) {
      const attributes = { ...GUARD, gradient };
      expect(checkGradient(continuedFraction, { inputs, attributes, values }).relative).toBeLessThan(1e-6);
    }
  });

  test.each([2, 3, 4, 5])("the exact gradient agrees with central differences inside the guard, depth %i", (depth) => {
    const values = { 0: randomValues(12 * depth, depth) };
    const attributes: FractionGuard = { eps: 1e3, limit: 1e3, gradient: "exact" };
    const test = { inputs: [f32(12, depth)], attributes, values };
    expect(checkGradient(continuedFraction, test).relative).toBeLessThan(1e-6);
  });

  test("parity statistics: near 0 an odd depth sits in the guard, an even one does not", () => {
    const share = (depth: number): number => {
      const inside = Array.from({ length: 2000 }, (_, i) => {
        const a = [...randomValues(depth, i)].map((value) => 0.02 * Math.sqrt(3) * value);
        return Math.abs(continuants(a)[depth]) < GUARD.eps;
      });
      return inside.filter(Boolean).length / inside.length;
    };
    for (const depth of [1, 3]) expect(share(depth)).toBeGreaterThan(0.2);
    for (const depth of [2, 4, 6]) expect(share(depth)).toBe(0);
  });

  test("huge denominators give no NaN", () => {
    const values = Float64Array.of(1e30, -1e30, 1e30, 1e30, -1e30, 1e30, 1e30);
    const [y] = continuedFraction.reference([values], GUARD, [f32(1, 7)]);
    const [da] = continuedFractionBackward.reference([y, values], GUARD, [f32(1), f32(1, 7)]);
    for (const value of [...y, ...da]) expect(Number.isFinite(value)).toBe(true);
    expect([...da]).toEqual(new Array(7).fill(0));
  });

  test("refuses a depth that is not computed", () => {
    expect(() => continuedFraction.infer([f32(3, 9)], GUARD)).toThrow("depths from 1 to 8");
  });
});

test("every launch keeps its promises", () => {
  for (const depth of [1, 4, 8]) {
    for (const gradient of ["closed-form", "exact"] as const) {
      const attributes = { ...GUARD, gradient };
      lowerChecked(continuedFraction, [f32(7, depth)], attributes);
      lowerChecked(continuedFractionBackward, [f32(7), f32(7, depth)], attributes);
    }
  }
});
