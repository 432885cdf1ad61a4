import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyPattention, pattention, pattentionBackward } from "./kernel.ts";
import { pattentionReference, type PattentionNorm } from "./reference.ts";

const NORMS: readonly PattentionNorm[] = ["l2_norm_gelu", "gelu_l2_norm"];

describe("pattention reference", () => {
  test("worked numbers: s = (3, 4), n = 2", () => {
    const { weights, inverseNorm } = pattentionReference(Float64Array.of(3, 4), 2, "l2_norm_gelu", Math.SQRT2);
    expect(inverseNorm[0]).toBeCloseTo(0.2, 12);
    expect(weights[0]).toBeCloseTo(0.680459, 6);
    expect(weights[1]).toBeCloseTo(0.985481, 6);
  });

  test.each(NORMS)("gradient, %s: finite differences away from r = 0", (norm) => {
    for (const shape of [
      [1, 3],
      [2, 3, 7],
      [5, 16],
    ]) {
      const attributes = { norm, tau: Math.sqrt(shape[shape.length - 1]) };
      const error = checkGradient(pattention, { inputs: [f32(...shape)], attributes, silentOutputs: [1] });
      expect(error.relative, JSON.stringify(shape)).toBeLessThan(1e-6);
    }
  });

  property.prop([fc.double({ min: 0.05, max: 50, noNaN: true }), fc.integer({ min: 1, max: 1000 })])(
    "l2_norm_gelu does not depend on the scale of the input: y(c x) = y(x)",
    (scale, stream) => {
      const s = randomValues(12, stream);
      const scaled = s.map((value) => value * scale);
      const [own, other] = [s, scaled].map((values) => pattentionReference(values, 6, "l2_norm_gelu", 2).weights);
      own.forEach((value, i) => {
        expect(other[i]).toBeCloseTo(value, 8);
      });
    },
  );

  test("a zero row stays finite", () => {
    for (const norm of NORMS) {
      const { weights } = pattentionReference(new Float64Array(4), 4, norm, 2);
      expect([...weights]).toEqual([0, 0, 0, 0]);
    }
  });

  test("softmax with n tokens equals n times softmax attention over them", () => {
    const tape = new ReferenceTape();
    const [n, width] = [5, 3];
    const tensors = [f32(2, width), f32(n, width), f32(n, 4)].map((spec, i) =>
      tape.tensor(spec, randomValues(spec.shape[0] * spec.shape[1], i + 1)),
    );
    const [x, key, value] = tensors;
    const y = tape.valuesOf(applyPattention(tape, [x, key, value], { norm: "softmax", tau: Math.sqrt(n) }));
    const [xs, keys, values] = tensors.map((tensor) => tape.valuesOf(tensor));
    for (let row = 0; row < 2; row++) {
      const weights = Array.from({ length: n }, (_, j) => {
        let score = 0;
        for (let c = 0; c < width; c++) score += xs[row * width + c] * keys[j * width + c];
        return Math.exp(score);
      });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let c = 0; c < 4; c++) {
        const attended = weights.reduce((sum, weight, j) => sum + (weight / total) * values[4 * j + c], 0);
        expect(y[4 * row + c]).toBeCloseTo(n * attended, 10);
      }
    }
  });

  test("refuses a norm of zero", () => {
    expect(() => pattention.infer([f32(2, 4)], { norm: "l2_norm_gelu", tau: 0 })).toThrow("must be positive");
  });
});

test("every launch keeps its promises, packed and not, in both variants", () => {
  for (const norm of NORMS) {
    for (const isSoftware of [true, false]) {
      for (const tokens of [8, 7]) {
        const traits = { ...PORTABLE_TRAITS, isSoftware };
        const [s, inverse] = [f32(3, tokens), f32(3)];
        lowerChecked(pattention, [s], { norm, tau: 2 }, traits);
        lowerChecked(pattentionBackward, [s, s, inverse], { norm, tau: 2 }, traits);
      }
    }
  }
});
