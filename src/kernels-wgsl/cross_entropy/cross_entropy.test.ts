import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, i32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { crossEntropy, crossEntropyBackward } from "./kernel.ts";
import { crossEntropyReference } from "./reference.ts";

const PLAIN = { ignoreIndex: -100, labelSmoothing: 0 };

describe("cross_entropy reference", () => {
  test("worked numbers: probabilities 1/4 and 3/4, the second row ignored", () => {
    const logits = Float64Array.of(0, Math.log(3), 5, -5);
    const { loss, tokenLoss, scale } = crossEntropyReference(logits, Float64Array.of(0, -100), PLAIN);
    expect(loss[0]).toBeCloseTo(Math.log(4), 14);
    expect([tokenLoss[1], scale[0]]).toEqual([0, 1]);
  });

  test("smoothing mixes in the mean over all classes", () => {
    const logits = Float64Array.of(0, Math.log(3));
    const { loss } = crossEntropyReference(logits, Float64Array.of(0), { ignoreIndex: -100, labelSmoothing: 0.2 });
    expect(loss[0]).toBeCloseTo(0.9 * Math.log(4) + 0.1 * Math.log(4 / 3), 14);
  });

  test("every row ignored: loss 0 and gradient 0", () => {
    const test = { inputs: [f32(3, 5), i32(3)], values: { 1: new Float64Array(3).fill(-100) }, attributes: PLAIN };
    expect(crossEntropyReference(randomValues(15, 1), test.values[1], PLAIN).loss[0]).toBe(0);
    expect(checkGradient(crossEntropy, { ...test, silentOutputs: [1, 2, 3] }).relative).toBe(0);
  });

  test.each([0, 0.1])("backward agrees with central differences at smoothing %d", (labelSmoothing) => {
    const error = checkGradient(crossEntropy, {
      inputs: [f32(4, 6), i32(4)],
      values: { 1: Float64Array.of(5, -100, 0, 3) },
      attributes: { ignoreIndex: -100, labelSmoothing },
      silentOutputs: [1, 2, 3],
    });
    expect(error.relative).toBeLessThan(1e-6);
  });

  property.prop([fc.double({ min: -80, max: 80, noNaN: true }), fc.integer({ min: 1, max: 1000 })])(
    "ignores a shift of a row's logits",
    (shift, stream) => {
      const logits = randomValues(14, stream).map((value) => 30 * value);
      const targets = Float64Array.of(3, 6);
      const shifted = crossEntropyReference(
        logits.map((value) => value + shift),
        targets,
        PLAIN,
      );
      expect(shifted.loss[0]).toBeCloseTo(crossEntropyReference(logits, targets, PLAIN).loss[0], 9);
    },
  );

  test("refuses targets of another length and smoothing of one", () => {
    expect(() => crossEntropy.infer([f32(4, 6), i32(3)], PLAIN)).toThrow("each of its 4 rows");
    expect(() => crossEntropy.infer([f32(4, 6), i32(4)], { ...PLAIN, labelSmoothing: 1 })).toThrow("below 1");
  });
});

describe("cross_entropy counters", () => {
  test("worked by hand on a row of three, one thread", () => {
    const software = { ...PORTABLE_TRAITS, isSoftware: true };
    const inputs = [f32(1, 3), i32(1)];
    const [rows, mean] = lowerChecked(crossEntropy, inputs, PLAIN, software);
    // As softmax's first pass and the plain sum; then lse, 1 - s, the difference and its product.
    expect(rows.counters).toMatchObject({ multiplies: 4 + 1, adds: 4 * 3 + 4 + 3, specials: 3 + 4 + 2 });
    // Loss and count, one run; the share and its product.
    expect(mean.counters).toMatchObject({ multiplies: 1, adds: 3, specials: 1 });
    const [dlogits] = lowerChecked(crossEntropyBackward, [f32(1), f32(1), ...inputs, f32(1)], PLAIN, software);
    expect(dlogits.counters).toMatchObject({ multiplies: 4, adds: 10, specials: 4, bytesTouched: 40 });
  });
});
