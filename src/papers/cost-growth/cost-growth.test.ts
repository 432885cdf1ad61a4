import { describe, expect, test } from "vitest";
import { GROWTHS, type Growth } from "../card.ts";
import { GROWTH_LENGTHS, growsAs, growthOf } from "./cost-growth.ts";

const FORMS: Readonly<Record<Growth, (length: number) => number>> = {
  constant: () => 700,
  linear: (length) => 50 * length,
  "T log T": (length) => 90 * length + 10 * length * Math.log2(length),
  "T sqrt T": (length) => 400 * length + 30 * length ** 1.5,
  quadratic: (length) => 60_000 * length + 96 * length * (length + 1),
  cubic: (length) => 1000 * length + length ** 2 + 0.2 * length ** 3,
};

const grown = (form: (length: number) => number) => growthOf(GROWTH_LENGTHS, GROWTH_LENGTHS.map(form));

describe("growth", () => {
  test.each(GROWTHS)("%s is told from every other", (growth) => {
    expect(GROWTHS.filter((other) => growsAs(other, grown(FORMS[growth])))).toEqual([growth]);
  });

  test("a part linear in T does not hide the power", () => {
    const { exponent, excessExponent } = grown(FORMS.quadratic);
    expect(exponent).toBeLessThan(1.9);
    expect(excessExponent).toBeCloseTo(2, 10);
  });

  test("a little work that does not depend on T, or a window that fills up, is still linear", () => {
    expect(
      growsAs(
        "linear",
        grown((length) => 2_000 + 5_000 * length),
      ),
    ).toBe(true);
    expect(
      growsAs(
        "linear",
        grown((length) => 3_000 * length + 10 * (length * 64 - 64 * 32)),
      ),
    ).toBe(true);
  });
});
