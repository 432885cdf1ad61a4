import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { monomials, monomialsBackward } from "./kernel.ts";
import { monomialCount, monomialsReference, monomialTable } from "./reference.ts";

describe("monomials", () => {
  test("of two variables up to degree two", () => {
    const table = monomialTable(2, 2);
    expect([...monomialsReference(Float64Array.of(3, 5), table, 2, 2)]).toEqual([9, 15, 3, 25, 5, 1]);
  });

  test.each([
    [8, 2, 45],
    [4, 3, 35],
    [1, 1, 2],
  ])("%i variables up to degree %i make %i", (width, degree, count) => {
    expect(monomialCount(width, degree)).toBe(count);
    expect(monomialTable(width, degree)).toHaveLength(count * degree);
  });

  test.each([1, 2, 3])("gradient agrees with central differences, degree %i", (degree) => {
    const inputs = [f32(2, 3), u32(monomialCount(3, degree), degree)];
    const values = { 1: monomialTable(3, degree) };
    expect(checkGradient(monomials, { inputs, attributes: { degree }, values }).relative).toBeLessThan(1e-7);
  });

  test("launches keep their promises, and count the products", () => {
    const inputs = [f32(5, 2), u32(6, 2)];
    const [launch] = lowerChecked(monomials, inputs, { degree: 2 });
    expect(launch.counters.multiplies).toBe(5 * 8);
    const [back] = lowerChecked(monomialsBackward, [f32(5, 6), ...inputs], { degree: 2 });
    expect(back.counters).toMatchObject({ multiplies: 5 * 6, adds: 5 * 8 });
  });

  test("a table of another degree is refused", () => {
    expect(() => monomials.infer([f32(2, 3), u32(4, 1)], { degree: 2 })).toThrow("must be [10,2]");
    expect(() => monomials.infer([f32(2, 3), u32(4, 1)], { degree: 4 })).toThrow("between 1 and 3");
  });
});
