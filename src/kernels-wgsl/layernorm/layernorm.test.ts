import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { layernormBackward, layernormBackwardWeight } from "./backward.ts";
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

describe("layernorm counters", () => {
  test("worked by hand on a row of two channels, one thread", () => {
    const [x, c, row] = [f32(1, 2), f32(2), f32(1)];
    const software = { ...PORTABLE_TRAITS, isSoftware: true };
    // Per channel: square, scale, weight; sum, difference, sum, sum, two differences, bias. Per row: missed^2; variance, eps,
    // mean; three divisions and a root.
    const [forward] = lowerChecked(layernorm, [x, c, c], { eps: 1e-5 }, software);
    expect(forward.counters).toMatchObject({ multiplies: 7, adds: 17, specials: 4, bytesTouched: 56 });
    // Per channel: dy w twice, g (x - mean), pull, rstd; two sums, two x - mean, two differences. Per row: rstd^2 mean.
    const [dx] = lowerChecked(layernormBackward, [x, x, row, row, c], { hasWeight: true }, software);
    expect(dx.counters).toMatchObject({ multiplies: 12, adds: 12, specials: 2, bytesTouched: 64 });
  });

  test("both parameter gradients share two launches", () => {
    const inputs = [f32(40, 6), f32(40, 6), f32(40), f32(40)];
    const launches = lowerChecked(layernormBackwardWeight, inputs, { hasBias: true });
    expect(launches.map(({ counters }) => counters.adds)).toEqual([3 * 240, 2 * 3 * 6]);
  });
});
