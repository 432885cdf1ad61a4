import { fc, test as propertyTest } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32, i32, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import type { AttentionAttributes } from "./attention-shape.ts";
import { attention } from "./kernel.ts";
import { EMPTY_LSE } from "./reference.ts";

const BASE: AttentionAttributes = {
  queryHeads: 1,
  kvHeads: 1,
  headWidth: 2,
  valueWidth: 2,
  isCausal: true,
  window: null,
  scale: 0.7,
  queryOffset: 0,
  isPacked: false,
  hasKeyMask: false,
};

const valuesOf = (inputs: readonly TensorSpec[]): Float64Array[] =>
  inputs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));

describe("attention reference", () => {
  test("worked numbers: two queries, keys 0 and ln 3", () => {
    const attributes = { ...BASE, headWidth: 1, valueWidth: 1, scale: 1 };
    const inputs = [f32(1, 2, 1), f32(1, 2, 1), f32(1, 2, 1)];
    const values = [Float64Array.of(1, 1), Float64Array.of(0, Math.log(3)), Float64Array.of(8, 4)];
    const [o, lse] = attention.reference(values, attributes, inputs);
    // The second row weighs its keys 1 : 3.
    expect(o[0]).toBe(8);
    expect(o[1]).toBeCloseTo(5, 14);
    expect(lse[0]).toBe(0);
    expect(lse[1]).toBeCloseTo(Math.log(4), 14);
  });

  test("equal heads are plain multi-head attention: each head alone", () => {
    const attributes = { ...BASE, queryHeads: 3, kvHeads: 3 };
    const inputs = [f32(1, 4, 6), f32(1, 4, 6), f32(1, 4, 6)];
    const values = valuesOf(inputs);
    const [o] = attention.reference(values, attributes, inputs);
    const headOf = (x: Float64Array, head: number): Float64Array =>
      x.filter((_, i) => Math.floor((i % 6) / 2) === head);
    for (let head = 0; head < 3; head++) {
      const alone = values.map((x) => headOf(x, head));
      expect([...headOf(o, head)]).toEqual([
        ...attention.reference(alone, BASE, [f32(1, 4, 2), f32(1, 4, 2), f32(1, 4, 2)])[0],
      ]);
    }
  });

  test("grouped heads equal duplicated key and value heads", () => {
    const inputs = [f32(2, 3, 8), f32(2, 3, 4), f32(2, 3, 4)];
    const [q, k, v] = valuesOf(inputs);
    const grouped = attention.reference([q, k, v], { ...BASE, queryHeads: 4, kvHeads: 2 }, inputs);
    const doubled = (x: Float64Array): Float64Array =>
      Float64Array.from(
        { length: 2 * x.length },
        (_, i) => x[Math.floor(i / 8) * 4 + Math.floor((i % 8) / 4) * 2 + (i % 2)],
      );
    const wide = [f32(2, 3, 8), f32(2, 3, 8), f32(2, 3, 8)];
    const full = attention.reference([q, doubled(k), doubled(v)], { ...BASE, queryHeads: 4, kvHeads: 4 }, wide);
    expect(grouped).toEqual(full);
  });

  test("packed rows equal separate tensors", () => {
    const attributes = { ...BASE, queryHeads: 2, kvHeads: 1, headWidth: 3 };
    const inputs = [f32(1, 4, 6), f32(1, 4, 3), f32(1, 4, 2)];
    const values = valuesOf(inputs);
    const packed = Float64Array.from(
      [0, 1, 2, 3].flatMap((t) => values.flatMap((x) => [...x.slice((t * x.length) / 4, ((t + 1) * x.length) / 4)])),
    );
    expect(attention.reference([packed], { ...attributes, isPacked: true }, [f32(1, 4, 11)])).toEqual(
      attention.reference(values, attributes, inputs),
    );
  });

  propertyTest.prop([fc.integer({ min: 2, max: 9 }), fc.nat(), fc.option(fc.integer({ min: 1, max: 4 }))])(
    "causal: what is after a token never changes its output; weights sum to one",
    (tokens, at, window) => {
      const attributes = { ...BASE, window, isPacked: true };
      const changed = 1 + (at % (tokens - 1));
      const inputs = [f32(1, tokens, 6)];
      const [x] = valuesOf(inputs);
      const later = x.map((value, i) => (i >= changed * 6 ? value + 1 : value));
      const [before] = attention.reference([x], attributes, inputs);
      const [after] = attention.reference([later], attributes, inputs);
      expect([...after.slice(0, changed * 2)]).toEqual([...before.slice(0, changed * 2)]);
      const ones = x.map((value, i) => (i % 6 < 4 ? value : 1));
      attention.reference([ones], attributes, inputs)[0].forEach((value) => {
        expect(value).toBeCloseTo(1, 12);
      });
    },
  );

  test("rows without an allowed key give zeros and a finite lse", () => {
    const attributes = { ...BASE, hasKeyMask: true };
    const inputs = [f32(1, 3, 2), f32(1, 3, 2), f32(1, 3, 2), i32(1, 3)];
    const [q, k, v] = valuesOf(inputs);
    const [o, lse] = attention.reference([q, k, v, Float64Array.of(0, 0, 1)], attributes, inputs);
    expect([...o.slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...lse.slice(0, 2)]).toEqual([EMPTY_LSE, EMPTY_LSE]);
    expect([...o.slice(4)]).toEqual([...v.slice(4)]);
  });

  test("scores of +-80 stay finite and exact", () => {
    const attributes = { ...BASE, headWidth: 1, valueWidth: 1, scale: 1, isCausal: false };
    const inputs = [f32(1, 1, 1), f32(1, 2, 1), f32(1, 2, 1)];
    const [o, lse] = attention.reference(
      [Float64Array.of(1), Float64Array.of(80, -80), Float64Array.of(3, 9)],
      attributes,
      inputs,
    );
    expect(o[0]).toBeCloseTo(3, 12);
    expect(lse[0]).toBeCloseTo(80, 12);
  });
});

describe("attention gradient", () => {
  const leftPadded = { 3: Float64Array.of(0, 0, 1, 1, 1, 1, 0, 1) };
  test.each([
    ["packed, grouped, causal", [f32(2, 5, 14)], { queryHeads: 4, valueWidth: 4, isPacked: true }, {}],
    ["odd widths", [f32(1, 4, 3), f32(1, 4, 3), f32(1, 4, 5)], { headWidth: 3, valueWidth: 5 }, {}],
    ["bidirectional window", [f32(1, 6, 2), f32(1, 6, 2), f32(1, 6, 2)], { isCausal: false, window: 2 }, {}],
    ["cross, queries offset", [f32(2, 2, 4), f32(2, 5, 2), f32(2, 5, 2)], { queryHeads: 2, queryOffset: 2 }, {}],
    ["masked rows", [f32(2, 4, 2), f32(2, 4, 2), f32(2, 4, 2), i32(2, 4)], { hasKeyMask: true }, leftPadded],
    ["one token", [f32(1, 1, 6)], { isPacked: true }, {}],
  ] as [string, TensorSpec[], Partial<AttentionAttributes>, Record<number, Float64Array>][])(
    "%s",
    (_, inputs, changes, values) => {
      const attributes = { ...BASE, ...changes };
      const error = checkGradient(attention, { inputs, attributes, values, silentOutputs: [1] });
      expect(error.relative).toBeLessThan(1e-7);
    },
  );
});

describe("attention refuses", () => {
  test("heads that do not divide, naming the cause", () => {
    const inputs = [f32(1, 2, 6), f32(1, 2, 4), f32(1, 2, 4)];
    expect(() => attention.infer(inputs, { ...BASE, queryHeads: 3, kvHeads: 2 })).toThrow("use a divisor of 3");
  });

  test("tensors of the wrong shape, naming the tensor", () => {
    expect(() => attention.infer([f32(1, 2, 2), f32(1, 3, 2), f32(1, 2, 2)], BASE)).toThrow("v must be [1,3,2]");
    expect(() => attention.infer([f32(1, 2, 7)], { ...BASE, isPacked: true })).toThrow("must be [1,2,6]");
  });
});
