import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { fraction } from "../../../kernels-wgsl/continued_fraction/reference.ts";
import { blockRun } from "../../build/block-run.ts";
import { guardOf } from "../continued-fraction/fraction-knobs.ts";

const X = { shape: [2, 5, 8], values: randomValues(80, 1) };
const FORMS = ["CAttnM", "CAttnU"] as const;
const count = (parameters: ReadonlyMap<string, Float64Array>): number =>
  [...parameters].reduce((sum, [name, values]) => sum + (name === "x" ? 0 : values.length), 0);

describe("continued-fraction attention", () => {
  test("parameter formulas: L_c (D d + T_max) + D^2, and T_max (2 d + T_max + 1) with d = 2", () => {
    const length = 12;
    expect(count(blockRun("fraction-attention", { length }, X).parameters)).toBe(8 * (8 * 4 + 12) + 64);
    expect(count(blockRun("fraction-attention", { form: "CAttnU", length }, X).parameters)).toBe(12 * (4 + 12 + 1));
  });

  test.each(FORMS)("causality of %s", (form) => {
    const later = Float64Array.from(X.values);
    for (let c = 0; c < 8; c++) later[3 * 8 + c] += 0.7;
    const [before, after] = [X.values, later].map(
      (values) => blockRun("fraction-attention", { form, length: 9 }, { ...X, values }).y,
    );
    expect(after.subarray(0, 24)).toEqual(before.subarray(0, 24));
    expect(after.subarray(24, 32)).not.toEqual(before.subarray(24, 32));
  });

  test.each(FORMS)("a sequence shorter than T_max reads the first rows of %s", (form) => {
    const prefix = {
      shape: [2, 3, 8],
      values: Float64Array.of(...X.values.subarray(0, 24), ...X.values.subarray(40, 64)),
    };
    const [short, long] = [prefix, X].map((x) => blockRun("fraction-attention", { form, length: 7 }, x).y);
    short.subarray(0, 24).forEach((value, i) => {
      expect(value).toBeCloseTo(long[i], 12);
    });
  });

  test("CAttnM is the softmax over positions of its fractions against the table", () => {
    const knobs = { ladders: 2, depth: 2, length: 5 } as const;
    const { y, parameters } = blockRun("fraction-attention", knobs, X);
    const [w, f, wv] = ["w", "f", "wv"].map((name) => parameters.get(name)!);
    const token = (t: number): Float64Array => X.values.subarray(8 * t, 8 * (t + 1));
    const dot = (a: Float64Array, row: Float64Array): number => a.reduce((sum, value, i) => sum + value * row[i], 0);
    const t = 3;
    const z = [0, 1].map((j) =>
      fraction(
        [0, 1].map((k) => dot(token(t), w.subarray((2 * j + k) * 8, (2 * j + k + 1) * 8))),
        guardOf(0.01, "closed-form"),
      ),
    );
    const weights = [0, 1, 2, 3].map((u) => Math.exp(z[0] * f[2 * u] + z[1] * f[2 * u + 1]));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const want = weights.reduce((sum, weight, u) => sum + (weight / total) * dot(token(u), wv.subarray(0, 8)), 0);
    expect(y[8 * t]).toBeCloseTo(want, 12);
  });

  test("CAttnU mixes w0 x + 1/(w1 x) by lower triangles that start as causal averages", () => {
    const { y, parameters } = blockRun("fraction-attention", { form: "CAttnU", length: 5 }, X);
    const mixed = ([1, 2] as const).map((ladder) => {
      const [scale, pole, u] = ["scale", "pole", "u"].map((name) => parameters.get(`${name}${ladder}`)!);
      const value = (t: number): number => {
        const x = X.values[8 * t];
        return scale[t] * x + fraction([pole[t] * x], guardOf(0.5, "closed-form"));
      };
      expect(u.subarray(3, 6).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 0);
      return [0, 1, 2].reduce((sum, t) => sum + u[3 + t] * value(t), 0);
    });
    expect(y[16]).toBeCloseTo(mixed[0] * mixed[1], 12);
  });

  test.each(FORMS)("gradients of %s agree with central differences", (form) => {
    const knobs = { form, length: 6, schedule: "all-at-once" } as const;
    const incoming = randomValues(80, 2);
    // Inside the guard the closed form is a surrogate, so CAttnU's x w1 keeps its distance from 0.
    const away = X.values.map((value) => Math.sign(value) * (0.7 + 0.3 * Math.abs(value)));
    const x = { ...X, values: form === "CAttnU" ? away : X.values };
    const run = blockRun("fraction-attention", knobs, x, { incoming });
    for (const [name, gradient] of run.gradients) {
      const values = run.parameters.get(name) ?? new Float64Array();
      const loss = (delta: number): number => {
        const changed = values.map((value, i) => (i === 2 ? value + delta : value));
        const weights = (other: string): Float64Array | undefined => (other === name ? changed : undefined);
        return blockRun("fraction-attention", knobs, x, { weights }).y.reduce((sum, y, i) => sum + y * incoming[i], 0);
      };
      const want = (loss(1e-6) - loss(-1e-6)) / 2e-6;
      expect(Math.abs(gradient[2] - want), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(want)));
    }
  });
});
