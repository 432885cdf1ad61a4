import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { prototypeSelect } from "./kernel.ts";

describe("prototype selection reference", () => {
  const keys = Float64Array.of(1, 0, 0.6, 0.8, 0, 1);
  const queries = Float64Array.of(0.8, 0.6, 0, 1);
  const chosen = (mask?: readonly number[]): number[] => {
    const hasMask = mask !== undefined;
    const inputs = [keys, queries, ...(hasMask ? [Float64Array.from(mask)] : [])];
    const specs = [f32(1, 3, 2), f32(1, 2, 2), ...(hasMask ? [f32(1, 2, 3)] : [])];
    return [...prototypeSelect.reference(inputs, { heads: 1, hasMask }, specs)[1]];
  };

  test("worked numbers: likenesses .8, .96, .6 and 0, .8, 1", () => {
    expect(chosen()).toEqual([1, 2]);
  });

  test("excluded places are not looked at, unless all are", () => {
    expect(chosen([1, -1, 1, 1, 0, -1])).toEqual([0, 1]);
    expect(chosen([-1, -1, -1, 1, 1, -1])).toEqual([1, 1]);
  });

  test("of equal likeness the lower place", () => {
    const specs = [f32(1, 3, 1), f32(1, 1, 1)];
    const [, place] = prototypeSelect.reference(
      [Float64Array.of(2, 5, 5), Float64Array.of(1)],
      { heads: 1, hasMask: false },
      specs,
    );
    expect([...place]).toEqual([1]);
  });

  test("the keys' gradient agrees with central differences", () => {
    const error = checkGradient(prototypeSelect, {
      inputs: [f32(2, 5, 6), f32(2, 4, 6)],
      attributes: { heads: 3, hasMask: false },
    });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("refuses heads that do not divide", () => {
    expect(() => prototypeSelect.infer([f32(1, 3, 5), f32(1, 2, 5)], { heads: 2, hasMask: false })).toThrow(
      "do not divide 5",
    );
  });
});
