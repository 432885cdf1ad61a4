import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";

const X = { shape: [2, 5, 12], values: randomValues(120, 1) };

describe("token-parameter attention", () => {
  test("parameter formula: 2 D n for each of q, k, v and the output", () => {
    const sizes = (knobs: object): Record<string, number> =>
      Object.fromEntries(
        [...blockRun("token-attention", { heads: 2, ...knobs }, X).parameters].map(([n, v]) => [n, v.length]),
      );
    expect(sizes({})).toEqual({ x: 120, key_q: 432, value_q: 432, key_o: 144, value_o: 144 });
    expect(sizes({ tokens: 16, outputTokens: 8 })).toEqual({
      x: 120,
      key_q: 3 * 16 * 12,
      value_q: 3 * 16 * 12,
      key_o: 96,
      value_o: 96,
    });
  });

  test("growth equality: appended tokens of all four projections leave the output as it was", () => {
    const small = blockRun("token-attention", { heads: 2 }, X);
    const knobs = { heads: 2, grown: 8 };
    const grown = blockRun("token-attention", knobs, X).parameters;
    const weights = (name: string): Float64Array | undefined => {
      const [own, other] = [small.parameters.get(name), grown.get(name)];
      if (own === undefined || other === undefined || name === "x") return undefined;
      // Each projection's old rows come before its new ones.
      const joined = Float64Array.from(other);
      const sets = name.endsWith("_q") ? 3 : 1;
      for (let set = 0; set < sets; set++) joined.set(own.subarray(set * 144, (set + 1) * 144), set * 240);
      return joined;
    };
    const { y } = blockRun("token-attention", knobs, X, { weights });
    y.forEach((value, i) => {
      expect(value).toBeCloseTo(small.y[i], 12);
    });
  });

  test("does not look ahead", () => {
    const later = Float64Array.from(X.values);
    for (let c = 0; c < 12; c++) later[4 * 12 + c] += 1;
    const [before, after] = [X.values, later].map(
      (values) => blockRun("token-attention", { heads: 2 }, { ...X, values }).y,
    );
    expect(after.subarray(0, 48)).toEqual(before.subarray(0, 48));
    expect(after.subarray(48, 60)).not.toEqual(before.subarray(48, 60));
  });

  test("every parameter gets a gradient, frozen ones none", () => {
    const free = blockRun("token-attention", { heads: 2, grown: 4 }, X, { incoming: randomValues(120, 2) });
    for (const [name, gradient] of free.gradients)
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
    const frozen = blockRun("token-attention", { heads: 2, grown: 4, freezeOld: true }, X);
    expect(frozen.y).toEqual(free.y);
    expect(frozen.gradients.get("key_k")).toHaveLength(0);
    expect(frozen.gradients.get("key_k_grown")).toHaveLength(48);
  });
});
