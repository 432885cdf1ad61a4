import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { rmsnorm } from "./kernel.ts";
import { rmsnormReference } from "./reference.ts";

describe("rmsnorm reference", () => {
  test("worked numbers: (3, 4) has mean square 12.5", () => {
    const { y, rstd } = rmsnormReference(Float64Array.of(3, 4), Float64Array.of(1, 2), 2, 1, 0);
    expect(rstd[0]).toBeCloseTo(1 / Math.sqrt(12.5), 14);
    expect([...y]).toEqual([3 * rstd[0], 8 * rstd[0]]);
  });

  test("groups are normalised separately, a zero group stays zero", () => {
    const { y } = rmsnormReference(Float64Array.of(2, 2, 0, 0), undefined, 4, 2, 1e-6);
    expect(y[0]).toBeCloseTo(1, 6);
    expect([...y.slice(2)]).toEqual([0, 0]);
  });

  test("backward agrees with central differences", () => {
    for (const { shape, groups } of [
      { shape: [1, 1], groups: 1 },
      { shape: [2, 3, 7], groups: 1 },
      { shape: [5, 18], groups: 3 },
    ]) {
      const channels = shape[shape.length - 1];
      const attributes = { eps: 1e-5, groups };
      const withWeight = { inputs: [f32(...shape), f32(channels)], attributes, silentOutputs: [1] };
      expect(checkGradient(rmsnorm, withWeight).relative).toBeLessThan(1e-6);
      const plain = { inputs: [f32(...shape)], attributes, silentOutputs: [1] };
      expect(checkGradient(rmsnorm, plain).relative).toBeLessThan(1e-6);
    }
  });

  test("a zero row passes the gradient on times 1/sqrt(eps)", () => {
    const values = { 0: new Float64Array(6) };
    const error = checkGradient(rmsnorm, {
      inputs: [f32(2, 3)],
      attributes: { eps: 1e-2, groups: 1 },
      values,
      silentOutputs: [1],
    });
    expect(error.relative).toBeLessThan(1e-5);
  });

  property.prop([fc.double({ min: 0.01, max: 100, noNaN: true }), fc.integer({ min: 1, max: 1000 })])(
    "does not depend on the scale of a row",
    (scale, stream) => {
      const x = randomValues(12, stream);
      const { y } = rmsnormReference(x, undefined, 12, 2, 0);
      const scaled = rmsnormReference(
        x.map((value) => value * scale),
        undefined,
        12,
        2,
        0,
      ).y;
      y.forEach((value, i) => {
        expect(scaled[i]).toBeCloseTo(value, 9);
      });
    },
  );

  test("refuses groups that do not divide the channels and a weight of another width", () => {
    expect(() => rmsnorm.infer([f32(2, 10)], { eps: 1e-5, groups: 3 })).toThrow("10 channels into 3");
    expect(() => rmsnorm.infer([f32(2, 10), f32(9)], { eps: 1e-5, groups: 1 })).toThrow("must be [10]");
  });
});
