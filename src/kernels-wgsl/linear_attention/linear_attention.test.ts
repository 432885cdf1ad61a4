import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { addCounters } from "../../lib/counters.ts";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import {
  applyEluAttention,
  applyHammingAttention,
  linearAttention,
  linearAttentionBackward,
  type LinearAttentionAttributes,
} from "./kernel.ts";
import { linearAttentionRecurrent } from "./reference.ts";

const BASE: LinearAttentionAttributes = {
  heads: 1,
  keyWidth: 3,
  valueWidth: 2,
  isCausal: true,
  bias: 4,
  eps: 1e-3,
  isBinary: false,
};

const inputsOf = (batch: number, tokens: number, a: LinearAttentionAttributes): TensorSpec[] => [
  f32(batch, tokens, a.heads * a.keyWidth),
  f32(batch, tokens, a.heads * a.keyWidth),
  f32(batch, tokens, a.heads * a.valueWidth),
];

const random = (spec: TensorSpec, stream: number): Float64Array => randomValues(sizeOf(spec.shape), stream);

describe("linear attention reference", () => {
  test("worked numbers: weights 9 and 5 of two keys, values 1 and 3", () => {
    const tape = new ReferenceTape();
    const q = tape.tensor(f32(1, 2, 4), Float64Array.of(1, 1, 1, 1, 0.3, 2, -0.1, 0.5));
    const k = tape.tensor(f32(1, 2, 4), Float64Array.of(0.3, 2, -0.1, 0.5, 0.3, -2, 0.1, 0.5));
    const v = tape.tensor(f32(1, 2, 1), Float64Array.of(1, 3));
    const settings = { heads: 1, keyWidth: 4, valueWidth: 1, isCausal: true };
    expect(tape.valuesOf(applyHammingAttention(tape, [q, k, v], settings))[1]).toBeCloseTo(24 / 14, 14);
  });

  property.prop([fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 }), fc.nat({ max: 50 })])(
    "recurrent equals parallel, token by token",
    (tokens, keyWidth, stream) => {
      const attributes = { ...BASE, keyWidth };
      const inputs = inputsOf(1, tokens, attributes);
      const values = inputs.map((spec, i) => random(spec, 3 * stream + i));
      const [y] = linearAttention.reference(values, attributes, inputs);
      linearAttentionRecurrent(values, attributes).forEach((got, i) => expect(got).toBeCloseTo(y[i], 12));
    },
  );

  property.prop([fc.integer({ min: 2, max: 9 }), fc.nat()])(
    "causal: what is after a token never changes its output",
    (tokens, at) => {
      const changed = 1 + (at % (tokens - 1));
      const inputs = inputsOf(1, tokens, BASE);
      const values = inputs.map(random);
      const later = values.map((x) => x.map((value, i) => (i >= (changed * x.length) / tokens ? value + 1 : value)));
      const [before] = linearAttention.reference(values, BASE, inputs);
      const [after] = linearAttention.reference(later, BASE, inputs);
      expect([...after.slice(0, changed * 2)]).toEqual([...before.slice(0, changed * 2)]);
    },
  );
});

describe("linear attention gradient", () => {
  test.each([
    ["causal", 2, 5, {}],
    ["full", 1, 4, { isCausal: false }],
    ["several heads, no bias", 2, 3, { heads: 3, bias: 0, eps: 3 }],
    ["one token", 1, 1, {}],
  ] as const)("%s", (_, batch, tokens, changes) => {
    const attributes = { ...BASE, ...changes };
    const inputs = inputsOf(batch, tokens, attributes);
    expect(checkGradient(linearAttention, { inputs, attributes, silentOutputs: [1] }).relative).toBeLessThan(1e-7);
  });
});

describe("features of linear attention", () => {
  test("same output if all codes equal: the running mean of the values", () => {
    const tape = new ReferenceTape();
    const settings = { heads: 1, keyWidth: 2, valueWidth: 1, isCausal: true };
    const q = tape.tensor(f32(1, 2, 2), Float64Array.of(0.5, -0.5, 1.5, -0.5));
    const v = tape.tensor(f32(1, 2, 1), Float64Array.of(1, 2));
    const y = applyHammingAttention(tape, [q, q, v], settings);
    expect(y.shape).toEqual([1, 2, 1]);
    expect([...tape.valuesOf(y)]).toEqual([1, 1.5]);
  });

  test("elu + 1 keeps every weight positive", () => {
    const tape = new ReferenceTape();
    const q = tape.tensor(f32(1, 3, 2), Float64Array.of(-30, -30, 5, -1, 0, 0));
    const v = tape.tensor(f32(1, 3, 1), Float64Array.of(2, 2, 2));
    const settings = { heads: 1, keyWidth: 2, valueWidth: 1, isCausal: false, eps: 0 };
    for (const value of tape.valuesOf(applyEluAttention(tape, [q, q, v], settings))) expect(value).toBeCloseTo(2, 12);
  });
});

describe("linear attention counters", () => {
  const software = { ...PORTABLE_TRAITS, isSoftware: true };
  const total = (tokens: number, changes: Partial<LinearAttentionAttributes> = {}, traits = software) => {
    const attributes = { ...BASE, keyWidth: 16, valueWidth: 16, heads: 2, ...changes };
    const inputs = inputsOf(1, tokens, attributes);
    const [y, z] = linearAttention.infer(inputs, attributes);
    const backward = [...inputs, y, z, y];
    return addCounters(
      ...[
        ...lowerChecked(linearAttention, inputs, attributes, traits),
        ...lowerChecked(linearAttentionBackward, backward, attributes, traits),
      ].map(({ counters }) => counters),
    );
  };

  test.each([software, PORTABLE_TRAITS])("work grows in proportion to the tokens", (traits) => {
    for (const isCausal of [true, false]) {
      const works = [128, 256, 512, 1024, 2048].map((tokens) => total(tokens, { isCausal }, traits).multiplies);
      works.slice(1).forEach((work, i) => expect(work / works[i]).toBe(2));
    }
  });

  test("arithmetic of the forward pass equals a count by hand", () => {
    const [tokens, D, E] = [70, 8, 4];
    const attributes = { ...BASE, keyWidth: D, valueWidth: E };
    const launches = lowerChecked(linearAttention, inputsOf(1, tokens, attributes), attributes, software);
    let [multiplies, adds, divisions] = [0, 0, 0];
    for (let t = 0; t < tokens; t++) {
      // Chunk sums: values in one pack, ones in another; each row of the sums is added to.
      [multiplies, adds] = [multiplies + D * 8, adds + (D + 1) * 8];
      // Running sums of values, then of keys.
      [multiplies, adds] = [multiplies + D * E, adds + (D + 1) * E + D + 1];
      // Query times sums, the bias; the same for the denominator.
      [multiplies, adds] = [multiplies + (D + 1) * E + D + 1, adds + D * E + D + 1];
      divisions += E;
    }
    adds += 2 * 9 * 8; // two chunks' sums carried on
    const counted = addCounters(...launches.map(({ counters }) => counters));
    expect(counted).toMatchObject({ multiplies, adds, specials: divisions });
  });

  test("codes leave additions, the bias and the division", () => {
    const attributes = { ...BASE, keyWidth: 16, valueWidth: 16, isBinary: true };
    const launches = lowerChecked(linearAttention, inputsOf(1, 100, attributes), attributes, software);
    const { multiplies, adds } = addCounters(...launches.map(({ counters }) => counters));
    // Four packs of a row each scale the sum of values and the count by the bias.
    expect(multiplies).toBe(100 * (16 + 4));
    expect(adds).toBeGreaterThan(100 * 2 * 16 * 16);
  });
});

test("shapes that do not fit are refused with a sentence", () => {
  expect(() => linearAttention.infer([f32(1, 2, 3), f32(1, 3, 3), f32(1, 2, 2)], BASE)).toThrow("k must be [1,2,3]");
  expect(() => linearAttention.infer(inputsOf(1, 2, BASE), { ...BASE, keyWidth: 200 })).toThrow("use 128");
});
