import { describe, expect, it } from "vitest";
import { inverseOrder, permuteAxes } from "./axes.ts";
import type { GoldenCase } from "./golden-case.ts";
import { judge } from "./judge.ts";

const values = (shape: number[], ...numbers: number[]) => ({ shape, values: Float64Array.from(numbers) });

const CASE: GoldenCase = {
  operator: "example",
  attributes: {},
  integers: new Set(),
  tensors: new Map([
    ["in.x", values([2, 2], 0, 0, 0, 0)],
    ["out.y", values([2, 2], 1, 2, 3, 400)],
  ]),
  tolerances: { "out.y": { rtol: 0.01, atol: 0.1 } },
};

const judged = (...numbers: number[]) => judge(CASE, new Map([["out.y", values([2, 2], ...numbers)]])).failures;

describe("the pass rule", () => {
  it("lets every element be off by atol + rtol * |want|", () => {
    expect(judged(1.1, 2.1, 2.9, 404)).toEqual([]);
  });

  it("names the element that is furthest outside", () => {
    expect(judged(1.2, 2, 3, 420)).toEqual([
      expect.objectContaining({ tensor: "out.y", index: 3, got: 420, want: 400, tolerance: 4.1 }),
    ]);
    expect(judged(1.2, 2, 3, 420)[0].sentence).toBe("element [1, 1] is 420, wanted 400 within 4.1");
  });

  it("refuses what is not finite, of another shape, or was not computed", () => {
    expect(judged(1, NaN, 3, 400)[0].index).toBe(1);
    expect(judged(1, Infinity, 3, 400)[0].index).toBe(1);
    expect(judge(CASE, new Map([["out.y", values([4], 1, 2, 3, 400)]])).failures[0].sentence).toMatch(/shape \[4\]/);
    expect(judge(CASE, new Map()).failures[0].sentence).toBe("was not computed");
  });

  it("with zero tolerance wants equal values", () => {
    const exact = { ...CASE, tolerances: { "out.y": { rtol: 0, atol: 0 } } };
    expect(judge(exact, new Map([["out.y", values([2, 2], 1, 2, 3, 400)]])).failures).toEqual([]);
    expect(judge(exact, new Map([["out.y", values([2, 2], 1, 2, 3, 400.0001)]])).failures).toHaveLength(1);
  });
});

describe("permuted axes", () => {
  it("moves elements as numpy's transpose does", () => {
    const x = values([2, 3, 1], 0, 1, 2, 3, 4, 5);
    expect(permuteAxes(x, [1, 2, 0])).toEqual(values([3, 1, 2], 0, 3, 1, 4, 2, 5));
  });

  it("is undone by the inverse order", () => {
    const x = values([2, 3, 4], ...Array.from({ length: 24 }, (_, index) => index));
    expect(permuteAxes(permuteAxes(x, [2, 0, 1]), inverseOrder([2, 0, 1]))).toEqual(x);
  });
});
