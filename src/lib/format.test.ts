import { describe, expect, test } from "vitest";
import {
  formatFixed,
  formatInterval,
  formatNumber,
  formatPercent,
  formatQuantity,
  formatScaled,
  formatSeconds,
  formatSigned,
} from "./format.ts";

test("absent is a dash, never zero", () => {
  for (const absent of [undefined, null, NaN]) {
    expect(formatNumber(absent)).toBe("–");
    expect(formatSigned(absent)).toBe("–");
    expect(formatQuantity(absent, { unit: "s" })).toBe("–");
    expect(formatPercent(absent)).toBe("–");
    expect(formatScaled(absent, "B")).toBe("–");
    expect(formatSeconds(absent)).toBe("–");
  }
  expect(formatInterval(undefined)).toBe("–");
  expect(formatNumber(0)).toBe("0");
});

test.each([
  [353952, "353,952"],
  [1234567.8, "1,234,568"],
  [2.97349, "2.973"],
  [0.08412, "0.08412"],
  [0.99999, "1.000"],
  [-3.5, "−3.500"],
  [1.6e-5, "1.600e−5"],
  [3e18, "3.000e18"],
  [Infinity, "∞"],
])("formatNumber(%d) is %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("a rounded-away negative has no minus", () => {
  expect(formatFixed(-0.0001, 2)).toBe("0.00");
});

describe("quantities", () => {
  test("value, uncertainty, unit and n", () => {
    expect(formatQuantity(2.8894, { unit: "bits/byte", uncertainty: 0.0151, n: 4 })).toBe(
      "2.889 ± 0.015 bits/byte, n = 4",
    );
    expect(formatQuantity(2.8894, { unit: "bits/byte" })).toBe("2.889 bits/byte");
    expect(formatQuantity(2.8894, { uncertainty: 0.0996 })).toBe("2.89 ± 0.10");
  });

  test("differences carry a sign, intervals the same decimals", () => {
    expect(formatSigned(0.084)).toBe("+0.0840");
    expect(formatSigned(-0.084)).toBe("−0.0840");
    expect(formatSigned(0)).toBe("0");
    expect(formatInterval([-0.108, -0.06])).toBe("[−0.108, −0.060]");
  });

  test("percent", () => {
    expect(formatPercent(0.1234)).toBe("12.3 %");
  });
});

describe("SI prefixes", () => {
  test.each([
    [2.25e9, "FLOP", "2.25 GFLOP"],
    [999_999, "FLOP", "1.00 MFLOP"],
    [1000, "J", "1.00 kJ"],
    [154.35e-6, "J", "154 µJ"],
    [4.6e-12, "J", "4.60 pJ"],
    [4.6e-15, "J", "0.00460 pJ"],
    [0, "J", "0 J"],
  ])("%d %s is %s", (value, unit, text) => {
    expect(formatScaled(value, unit)).toBe(text);
  });

  test.each([
    [0, "<100 µs"],
    [0.00025, "250 µs"],
    [0.0031, "3.10 ms"],
    [12.44, "12.4 s"],
    [316, "5 min 16 s"],
    [3599.7, "1 h 0 min"],
    [7500, "2 h 5 min"],
  ])("%d s is %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
