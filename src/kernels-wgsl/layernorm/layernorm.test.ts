import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { layernorm } from "./kernel.ts";
import { layernormReference } from "./reference.ts";

describe("layernorm reference", () => {
  test("worked numbers: (1, 3) has mean 2 and variance 1", () => {
    const { y, mean, rstd } = layernormReference(
      Float64Array.of(1, 3),
      Float64Array.of(2, 2),
      Float64Array.of(5, 6),
      2,
      0,
    );
    expect([mean[0], rstd[0]]).toEqual([2, 1]);
    expect([...y]).toEqual([3, 8]);
  });

  test("backward agrees with central differences", () => {
    const attributes = { eps: 1e-2 };
    for (const shape of [
      [4, 1],
      [2, 3, 7],
      [5, 12],
    ]) {
      const channels = shape[shape.length - 1];
      const all = [f32(...shape), f32(channels), f32(channels)];
      for (const count of [1, 2, 3]) {
        const error = checkGradient(layernorm, { inputs: all.slice(0, count), attributes, silentOutputs: [1, 2] });
        expect(error.relative).toBeLessThan(1e-6);
      }
    }
  });

  property.prop([fc.double({ min: -100, max: 100, noNaN: true }), fc.integer({ min: 1, max: 1000 })])(
    "does not depend on the mean of a row",
    (shift, stream) => {
      const x = randomValues(9, stream);
      const { y } = layernormReference(x, undefined, undefined, 9, 1e-5);
      const shifted = layernormReference(
        x.map((value) => value + shift),
        undefined,
        undefined,
        9,
        1e-5,
      ).y;
      y.forEach((value, i) => {
        expect(shifted[i]).toBeCloseTo(value, 8);
      });
    },
  );

  test("a constant row gives the bias", () => {
    const { y } = layernormReference(new Float64Array(3).fill(7), undefined, Float64Array.of(1, 2, 3), 3, 1e-5);
    expect([...y]).toEqual([1, 2, 3]);
  });

  test("refuses parameters of another width", () => {
    expect(() => layernorm.infer([f32(2, 10), f32(9)], { eps: 1e-5 })).toThrow("must be [10]");
  });
});
