import { describe, expect, test } from "vitest";
import { hashName, mulHigh, normalAt, STREAMS, threefry2x32, uniformBelow, uniformFloat } from "./threefry.ts";

describe("threefry2x32", () => {
  // The known-answer vectors published with Random123 (key, counter, result).
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])("key %j, counter %j", ([key0, key1], [counter0, counter1], expected) => {
    expect(threefry2x32(key0, key1, counter0, counter1)).toEqual(expected);
  });

  test("streams are distinct keys", () => {
    const firstWords = Object.values(STREAMS).map((stream) => threefry2x32(7, stream, 0, 0)[0]);
    expect(new Set(firstWords).size).toBe(5);
  });
});

describe("uniform draws", () => {
  test("uniformFloat is exact in float32 and below one", () => {
    for (const word of [0, 1, 255, 256, 0x80000000, 0xffffffff]) {
      expect(Math.fround(uniformFloat(word))).toBe(uniformFloat(word));
    }
    expect(uniformFloat(0xffffffff)).toBe(1 - 2 ** -24);
    expect(uniformFloat(0xff)).toBe(0);
  });

  test("mulHigh equals the 64-bit product", () => {
    for (let i = 0; i < 2000; i++) {
      const [a, b] = threefry2x32(1, 1, 0, i);
      expect(mulHigh(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
    }
    expect(mulHigh(0xffffffff, 0xffffffff)).toBe(0xfffffffe);
  });

  test("uniformBelow stays in range and covers it", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 500; i++) seen.add(uniformBelow(threefry2x32(3, STREAMS.data, 0, i)[0], 13));
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});

describe("initial weights", () => {
  test("hashName is FNV-1a", () => {
    expect(hashName("")).toBe(0x811c9dc5);
    expect(hashName("a")).toBe(0xe40c292c);
    expect(hashName("foobar")).toBe(0xbf9cf968);
  });

  test("normalAt has mean 0, deviation 1 and light tails", () => {
    const name = hashName("attn.wq");
    const draws = Array.from({ length: 20_000 }, (_, index) => normalAt(1, name, index));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const second = draws.reduce((sum, x) => sum + x * x, 0) / draws.length;
    const fourth = draws.reduce((sum, x) => sum + x ** 4, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(second).toBeCloseTo(1, 1);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.3);
    expect(draws.every(Number.isFinite)).toBe(true);
  });

  test("equal names agree, different names and seeds do not", () => {
    expect(normalAt(1, hashName("w"), 5)).toBe(normalAt(1, hashName("w"), 5));
    expect(normalAt(1, hashName("w"), 5)).not.toBe(normalAt(2, hashName("w"), 5));
    expect(normalAt(1, hashName("w"), 5)).not.toBe(normalAt(1, hashName("v"), 5));
  });
});
