import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { cffnBackwardWeight } from "./backward-weight.ts";
import { cffn, cffnBackward, type CffnAttributes } from "./kernel.ts";

const settings = (depth: number, offset: number): CffnAttributes => ({
  depth,
  offset,
  eps: 0.01,
  limit: 1e3,
  gradient: "closed-form",
});

describe("cffn reference", () => {
  test("worked numbers: a = h W = (1, 2, 3), V = 2", () => {
    const ladders = Float64Array.of(0.5, 1, 1.5, 2);
    const [y] = cffn.reference([Float64Array.of(2), ladders], settings(3, 0), [f32(1, 1), f32(4, 1)]);
    expect(y[0]).toBeCloseTo(1.4, 12);
  });

  test("d = 1 with offset 1 and W = 0 adds V up", () => {
    const ladders = Float64Array.of(0, 0, 3, 4);
    const [y] = cffn.reference([Float64Array.of(5), ladders], settings(1, 1), [f32(1, 1), f32(4, 1)]);
    expect(y[0]).toBe(7);
  });

  test.each([
    [1, 2],
    [2, 0],
    [3, 3],
    [4, 1],
    [6, 0],
  ])("gradients agree with central differences, depth %i, offset %i", (depth, offset) => {
    const [channels, count] = [5, 2];
    const inputs = [f32(3, channels), f32(count * (depth + 1), channels)];
    const test = { inputs, attributes: settings(depth, offset), values: { 0: randomValues(15, 3) } };
    expect(checkGradient(cffn, test).relative).toBeLessThan(1e-6);
  });

  test("every channel has fractions of its own: a change of one channel moves no other", () => {
    const specs = [f32(1, 4), f32(10, 4)];
    const ladders = randomValues(40, 2);
    const [before, after] = [1, 2].map((value) => {
      const h = Float64Array.of(0.5, value, -0.5, 1);
      return cffn.reference([h, ladders], settings(4, 0), specs)[0];
    });
    expect(before[1]).not.toBe(after[1]);
    for (const channel of [0, 2, 3]) expect(before[channel]).toBe(after[channel]);
  });

  test("refuses ladders that do not fit", () => {
    expect(() => cffn.infer([f32(2, 6), f32(9, 6)], settings(4, 0))).toThrow("a multiple of 5 rows of 6");
    expect(() => cffn.infer([f32(2, 6), f32(10, 4)], settings(4, 0))).toThrow("not [10, 4]");
  });
});

test("every launch keeps its promises; operations of a forward pass are 2 depth + 3 and what the guards compare", () => {
  const software = { ...PORTABLE_TRAITS, isSoftware: true };
  for (const channels of [8, 5]) {
    const [h, ladders] = [f32(40, channels), f32(3 * 5, channels)];
    const attributes = settings(4, 0);
    const [forward] = lowerChecked(cffn, [h, ladders], attributes);
    const fractions = 40 * channels * 3;
    expect(forward.counters.multiplies).toBe(fractions * (4 + 3 + 1));
    expect(forward.counters.adds).toBe(fractions * (4 + 3 + 1 + 8 + 2));
    lowerChecked(cffnBackward, [h, h, ladders], attributes);
    expect(lowerChecked(cffnBackwardWeight, [h, h, ladders], attributes).length).toBe(2);
    expect(lowerChecked(cffnBackwardWeight, [h, h, ladders], attributes, software).length).toBe(1);
  }
});
