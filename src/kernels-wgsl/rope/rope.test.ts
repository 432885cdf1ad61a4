import { fc, test as propertyTest } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyRope, rope, type RopeSettings } from "./kernel.ts";
import { rotaryTable } from "./reference.ts";

function turned(values: Float64Array, shape: readonly number[], settings: RopeSettings): Float64Array {
  const tape = new ReferenceTape();
  return tape.valuesOf(applyRope(tape, tape.tensor({ shape, dtype: "f32" }, values), settings));
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe("rope reference", () => {
  test("position 1, base 100, two pairs: angles 1 and 0.1, the fifth channel passes through", () => {
    const settings = { heads: 1, headWidth: 5, rotaryWidth: 4, base: 100, offset: 1 };
    const y = turned(Float64Array.of(1, 2, 3, 4, 5), [1, 1, 5], settings);
    const want = [
      Math.cos(1) - 3 * Math.sin(1),
      2 * Math.cos(0.1) - 4 * Math.sin(0.1),
      3 * Math.cos(1) + Math.sin(1),
      4 * Math.cos(0.1) + 2 * Math.sin(0.1),
      5,
    ];
    want.forEach((value, i) => {
      expect(y[i]).toBeCloseTo(value, 14);
    });
  });

  test("backward agrees with central differences", () => {
    for (const [columns, attributes] of [
      [7, { heads: 1, headWidth: 5, rotaryWidth: 4 }],
      [13, { heads: 3, headWidth: 4, rotaryWidth: 4 }],
    ] as const) {
      const table = rotaryTable(5, attributes.rotaryWidth, 10_000, 3);
      const inputs = [f32(2, 5, columns), f32(2, 5, attributes.rotaryWidth / 2)];
      const error = checkGradient(rope, { inputs, attributes, values: { 1: table } });
      expect(error.relative).toBeLessThan(1e-8);
    }
  });

  propertyTest.prop([
    fc.integer({ min: 0, max: 500 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 900 }),
  ])("keeps lengths, and q . k depends on the distance only", (first, distance, shift) => {
    const settings = { heads: 1, headWidth: 6, rotaryWidth: 6, base: 10_000 };
    const [q, k] = [randomValues(6, 1), randomValues(6, 2)];
    const score = (at: number): number =>
      dot(
        turned(q, [1, 1, 6], { ...settings, offset: at + distance }),
        turned(k, [1, 1, 6], { ...settings, offset: at }),
      );
    expect(score(first)).toBeCloseTo(score(first + shift), 9);
    const y = turned(q, [1, 1, 6], { ...settings, offset: first });
    expect(dot(y, y)).toBeCloseTo(dot(q, q), 12);
  });

  test("a packed row equals its parts", () => {
    const settings = { headWidth: 4, rotaryWidth: 2, base: 10_000, offset: 2 };
    const x = randomValues(3 * 20, 1);
    const packed = turned(x, [1, 3, 20], { ...settings, heads: 3 });
    for (let t = 0; t < 3; t++) {
      const q = turned(x.slice(t * 20, t * 20 + 8), [1, 1, 8], { ...settings, heads: 2, offset: 2 + t });
      const k = turned(x.slice(t * 20 + 8, t * 20 + 12), [1, 1, 4], { ...settings, heads: 1, offset: 2 + t });
      expect([...packed.slice(t * 20, (t + 1) * 20)]).toEqual([...q, ...k, ...x.slice(t * 20 + 12, (t + 1) * 20)]);
    }
  });

  test("refuses an odd rotary width with the nearest legal one", () => {
    const settings = { heads: 1, headWidth: 3, rotaryWidth: 3, base: 10_000, offset: 0 };
    expect(() => turned(randomValues(3, 1), [1, 1, 3], settings)).toThrow("3 is odd, use 2");
  });
});
