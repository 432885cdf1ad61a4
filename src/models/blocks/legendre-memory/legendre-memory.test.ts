import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { legendreMemory } from "../../../kernels-wgsl/lmu/matrices.ts";
import { blockRun, type BlockRunOptions } from "../../build/block-run.ts";

const SHAPE = [2, 7, 5];
const X = { shape: SHAPE, values: randomValues(70, 1) };
const KNOBS = { memory: 3, window: 6 } as const;

describe("Legendre memory block", () => {
  test("parameters: lin(d, 1) + lin(q + d, d) + lin(d, d)", () => {
    const count = (knobs: object): number =>
      [...blockRun("legendre-memory", knobs, X).parameters]
        .filter(([name]) => name !== "x")
        .reduce((sum, [, { length }]) => sum + length, 0);
    expect(count(KNOBS)).toBe(6 + 9 * 5 + 6 * 5);
    expect(count({ ...KNOBS, inputs: 2 })).toBe(12 + 12 * 5 + 6 * 5);
  });

  test("equals the recurrence, step by step", () => {
    const { y, parameters } = blockRun("legendre-memory", KNOBS, X);
    const named = (name: string): Float64Array => parameters.get(name)!;
    const { a, b } = legendreMemory(KNOBS.memory, KNOBS.window);
    const product = (w: Float64Array, v: readonly number[]): number[] =>
      Array.from({ length: w.length / v.length }, (_, i) => v.reduce((sum, x, j) => sum + w[i * v.length + j] * x, 0));
    for (let row = 0; row < 2; row++) {
      let m = [0, 0, 0];
      for (let t = 0; t < 7; t++) {
        const x = [...X.values.subarray((row * 7 + t) * 5, (row * 7 + t + 1) * 5)];
        const u = Math.max(0, product(named("w_write"), x)[0] + named("b_write")[0]);
        m = product(a, m).map((value, i) => value + b[i] * u);
        const h = product(named("w_read"), [...m, ...x]).map((value) => Math.max(0, value));
        product(named("w_out"), h).forEach((value, c) => expect(y[(row * 7 + t) * 5 + c]).toBeCloseTo(value, 12));
      }
    }
  });

  test("changing a token leaves what comes before it unchanged", () => {
    const changed = { shape: SHAPE, values: X.values.map((value, at) => (at >= 20 && at < 25 ? value + 1 : value)) };
    const [before, after] = [X, changed].map((x) => blockRun("legendre-memory", KNOBS, x).y);
    expect(after.subarray(0, 20)).toEqual(before.subarray(0, 20));
    expect(after.subarray(20, 35)).not.toEqual(before.subarray(20, 35));
    expect(after.subarray(35)).toEqual(before.subarray(35));
  });

  test("gradients: input and every parameter agree with central differences", () => {
    const knobs = { ...KNOBS, inputs: 2 };
    const incoming = randomValues(70, 2);
    const first = blockRun("legendre-memory", knobs, X, { incoming });
    const loss = (options: BlockRunOptions): number =>
      blockRun("legendre-memory", knobs, X, options).y.reduce((sum, value, at) => sum + value * incoming[at], 0);
    for (const [name, values] of first.parameters) {
      const gradient = first.gradients.get(name)!;
      // Every fifth is enough to tell each tensor's gradient, and its first.
      for (let at = 0; at < values.length; at += 5) {
        const shifted = (by: number): number =>
          loss({ weights: (one) => (one === name ? values.map((v, i) => (i === at ? v + by : v)) : undefined) });
        const difference = (shifted(1e-6) - shifted(-1e-6)) / 2e-6;
        expect(gradient[at], `${name}[${at}]`).toBeCloseTo(difference, 7);
      }
    }
  });
});
