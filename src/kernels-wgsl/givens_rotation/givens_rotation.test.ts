import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { givensRotation } from "./kernel.ts";
import { givensReference, givensTableReference } from "./reference.ts";

const finite = fc.double({ min: -10, max: 10, noNaN: true });

describe("phase rotation reference", () => {
  test("worked numbers of the specification: three phases, theta 0.5", () => {
    const x = Float64Array.of(1, 0, 1, 0, 1, 0);
    const attributes = { phases: 3, hasOffset: true };
    const [y] = givensRotation.reference([x, Float64Array.of(0.5)], attributes, [f32(1, 6), f32(1)]);
    [0.877583, 0.479426, -0.853986, 0.520296, -0.023597, -0.999722].forEach((want, i) => {
      expect(y[i]).toBeCloseTo(want, 6);
    });
  });

  test("theta 0 with one phase, or without offsets, changes nothing", () => {
    const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    for (const attributes of [
      { phases: 1, hasOffset: true },
      { phases: 2, hasOffset: false },
    ]) {
      const theta = f32(4 / attributes.phases);
      const [y] = givensRotation.reference([x, new Float64Array(theta.shape[0])], attributes, [f32(1, 8), theta]);
      expect([...y]).toEqual([...x]);
    }
  });

  property.prop([fc.array(finite, { minLength: 12, maxLength: 12 }), fc.array(finite, { minLength: 2, maxLength: 2 })])(
    "keeps the norm, and turning back restores",
    (values, angles) => {
      const x = Float64Array.from(values);
      const table = givensTableReference(Float64Array.from(angles), { channels: 12, phases: 3, hasOffset: true });
      const y = givensReference(x, table, false);
      expect(Math.hypot(...y)).toBeCloseTo(Math.hypot(...x), 9);
      givensReference(y, table, true).forEach((value, i) => expect(value).toBeCloseTo(x[i], 9));
    },
  );

  test.each([1, 2, 3, 4, 6])("gradients agree with central differences, %i phases", (phases) => {
    const inputs = [f32(2, 3, 4 * phases), f32(2)];
    for (const hasOffset of [true, false]) {
      const attributes = { phases, hasOffset };
      expect(checkGradient(givensRotation, { inputs, attributes, silentOutputs: [1] }).relative).toBeLessThan(1e-7);
    }
  });

  test("names the width that would fit", () => {
    expect(() => givensRotation.infer([f32(1, 8), f32(1)], { phases: 3, hasOffset: true })).toThrow("multiple of 6");
    expect(() => givensRotation.infer([f32(1, 12), f32(3)], { phases: 3, hasOffset: true })).toThrow("have 2 angles");
  });
});
