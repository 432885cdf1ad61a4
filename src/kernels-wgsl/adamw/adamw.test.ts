import { describe, expect, test } from "vitest";
import { f32, u32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { adamw } from "./kernel.ts";
import { adamwReference } from "./reference.ts";

const SETTINGS = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decoupled: true };
const FIRST = { ...REFERENCE_STEP, learningRate: 0.1, correction1: 10, correction2: 100 };

function inputs(decay: number, isMatrix = 0): Float64Array[] {
  const arena = (first: number): Float64Array => Float64Array.from({ length: 64 }, (_, i) => (i === 0 ? first : 0));
  return [
    arena(2),
    arena(-4),
    arena(0),
    arena(0),
    Float64Array.of(0),
    Float64Array.of(decay, 1, isMatrix, 0),
    Float64Array.of(4, 0.5),
  ];
}

describe("adamw reference", () => {
  test("the first step moves by the learning rate against the gradient, decay aside", () => {
    const [p, m, v] = adamwReference(inputs(0), SETTINGS, FIRST);
    expect(p[0]).toBeCloseTo(2.1, 7);
    expect(m[0]).toBeCloseTo(0.1 * -2, 12);
    expect(v[0]).toBeCloseTo(0.01 * 4, 12);
  });

  test("decay shrinks the parameter (AdamW) or joins the gradient (Adam)", () => {
    expect(adamwReference(inputs(0.5), SETTINGS, FIRST)[0][0]).toBeCloseTo(2 - 0.1 * 0.5 * 2 + 0.1, 7);
    const adam = adamwReference(inputs(0.5), { ...SETTINGS, decoupled: false }, FIRST);
    expect(adam[0][0]).toBeCloseTo(2.1, 7);
    expect(adam[1][0]).toBeCloseTo(0.1 * (-2 + 1), 12);
  });

  test("padding stays zero and Muon's matrices are left alone", () => {
    expect(
      adamwReference(inputs(0.5), SETTINGS, FIRST)[0]
        .slice(1)
        .every((value) => value === 0),
    ).toBe(true);
    expect(adamwReference(inputs(0.5, 1), SETTINGS, FIRST)[0][0]).toBe(2);
  });

  test("arenas of unequal length are refused", () => {
    const specs = [f32(128), f32(64), f32(128), f32(128), u32(2), f32(4), f32(2)];
    expect(() => adamw.infer(specs, SETTINGS)).toThrow("flat f32 arenas of one length");
  });
});
