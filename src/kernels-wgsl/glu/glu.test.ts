import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { glu, gluBackward, type GluActivation } from "./kernel.ts";
import { gluReference } from "./reference.ts";

const ACTIVATIONS: readonly GluActivation[] = ["silu", "gelu_tanh", "gelu_erf", "relu", "sigmoid", "identity"];

describe("glu reference", () => {
  test("worked numbers: gate first, then what it gates", () => {
    expect([...gluReference(Float64Array.of(2, -1, 3, 4), 2, "relu")]).toEqual([6, 0]);
    expect([...gluReference(Float64Array.of(2, -1, 3, 4), 2, "identity")]).toEqual([6, -4]);
    expect(gluReference(Float64Array.of(1, 5), 1, "silu")[0]).toBeCloseTo(5 / (1 + Math.exp(-1)), 14);
  });

  test.each(ACTIVATIONS)("backward agrees with central differences: %s", (activation) => {
    // Values stay away from the kink of relu.
    const values = { 0: randomValues(30, 1).map((value) => value + Math.sign(value) * 0.01) };
    const error = checkGradient(glu, { inputs: [f32(3, 10)], attributes: { activation }, values });
    expect(error.relative).toBeLessThan(1e-6);
  });

  test("is linear in what is gated", () => {
    const x = randomValues(12, 3);
    const doubled = x.map((value, i) => (i % 6 >= 3 ? 2 * value : value));
    const y = gluReference(x, 3, "silu");
    gluReference(doubled, 3, "silu").forEach((value, i) => {
      expect(value).toBeCloseTo(2 * y[i], 14);
    });
  });

  test("refuses an odd number of columns", () => {
    expect(() => glu.infer([f32(2, 7)], { activation: "silu" })).toThrow("odd number of columns");
  });
});

describe("glu counters", () => {
  test("a bilinear unit costs its products only", () => {
    const attributes = { activation: "identity" } as const;
    const [forward] = lowerChecked(glu, [f32(3, 10)], attributes);
    expect(forward.counters).toMatchObject({ multiplies: 15, adds: 0, specials: 0, bytesTouched: 180 });
    const [backward] = lowerChecked(gluBackward, [f32(3, 5), f32(3, 10)], attributes);
    expect(backward.counters).toMatchObject({ multiplies: 30, adds: 0, specials: 0, bytesTouched: 300 });
  });

  test("silu adds one exponential and one division, and again for its gradient", () => {
    expect(lowerChecked(glu, [f32(3, 10)], { activation: "silu" })[0].counters.specials).toBe(30);
    expect(lowerChecked(gluBackward, [f32(3, 5), f32(3, 10)], { activation: "silu" })[0].counters.specials).toBe(60);
  });
});
