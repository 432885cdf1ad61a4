import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, type TensorSpec } from "../_kernel/operator.ts";
import { rmsnormBackward, rmsnormBackwardWeight } from "./backward.ts";
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

describe("rmsnorm counters", () => {
  test("worked by hand on a row of two channels, one thread", () => {
    const [x, w, rstd] = [f32(1, 2), f32(2), f32(1, 1)];
    const software = { ...PORTABLE_TRAITS, isSoftware: true };
    // Two squares, then a scale and a weight for each; two sums and eps; a division and a root.
    const [forward] = lowerChecked(rmsnorm, [x, w], { eps: 1e-5, groups: 1 }, software);
    expect(forward.counters).toMatchObject({
      multiplies: 6,
      adds: 3,
      specials: 2,
      bytesTouched: 36,
      workgroupBytes: 0,
    });
    // dy w x twice, then three each, and rstd^3 times the mean; two sums and two differences; one division.
    const [dx] = lowerChecked(rmsnormBackward, [x, x, rstd, w], { groups: 1, hasWeight: true }, software);
    expect(dx.counters).toMatchObject({ multiplies: 13, adds: 4, specials: 1, bytesTouched: 60 });
  });

  test("a workgroup's reduction is counted, four at a time", () => {
    const [forward] = lowerChecked(rmsnorm, [f32(3, 8)], { eps: 1e-5, groups: 2 });
    // 6 pieces of one vec4: 24 sums, 6 eps, 63 additions of the tree and 3 in each of 64 lanes.
    expect(forward.counters.adds).toBe(24 + 6 + 6 * 63 + 6 * 3 * 64);
    expect(forward.counters.workgroupBytes).toBe(6 * 4 * (64 + 3 * 63 + 64));
  });

  test("weight gradients take a second launch only where there is more than one tile", () => {
    const inputs = (rows: number): TensorSpec[] => [f32(rows, 8), f32(rows, 8), f32(rows, 2)];
    expect(lowerChecked(rmsnormBackwardWeight, inputs(16), { groups: 2 }).length).toBe(1);
    expect(lowerChecked(rmsnormBackwardWeight, inputs(17), { groups: 2 }).length).toBe(2);
    expect(lowerChecked(rmsnormBackwardWeight, inputs(100_000), { groups: 2 })[1].counters.adds).toBeLessThanOrEqual(
      2048,
    );
  });
});
