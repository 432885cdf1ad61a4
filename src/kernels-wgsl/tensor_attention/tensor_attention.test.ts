import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { attention } from "../attention/kernel.ts";
import { tensorAttention, tensorAttentionBackward, type TensorAttentionAttributes } from "./kernel.ts";

const BASE: TensorAttentionAttributes = { heads: 1, headWidth: 3, valueWidth: 2, isCausal: true, scale: 0.7 };

const inputsOf = (batch: number, tokens: number, a: TensorAttentionAttributes): TensorSpec[] =>
  [a.headWidth, a.headWidth, a.headWidth, a.valueWidth, a.valueWidth].map((width) =>
    f32(batch, tokens, a.heads * width),
  );
const random = (spec: TensorSpec, stream: number): Float64Array => randomValues(sizeOf(spec.shape), stream);

describe("tensor attention reference", () => {
  test("worked numbers: scores 0, 0, 1, 2 over four pairs", () => {
    const attributes = { heads: 1, headWidth: 1, valueWidth: 1, isCausal: false, scale: 1 };
    const of = (...values: number[]): Float64Array => Float64Array.from(values);
    const inputs = [of(1, 0), of(0, 1), of(1, 2), of(1, 2), of(3, 5)];
    const [y] = tensorAttention.reference(inputs, attributes, inputsOf(1, 2, attributes));
    expect(y[0]).toBeCloseTo(8.110805, 6);
  });

  test("T = 1: the product of both values", () => {
    const inputs = inputsOf(1, 1, BASE);
    const values = inputs.map(random);
    const [y] = tensorAttention.reference(values, BASE, inputs);
    expect([...y]).toEqual([values[3][0] * values[4][0], values[3][1] * values[4][1]]);
  });

  test.each([true, false])("k2 = 1 and v2 = 1 is standard attention, causal %s", (isCausal) => {
    const attributes = { ...BASE, heads: 2, isCausal };
    const inputs = inputsOf(2, 5, attributes);
    const [q, k1, , v1] = inputs.map(random);
    const ones = (spec: TensorSpec): Float64Array => new Float64Array(sizeOf(spec.shape)).fill(1);
    const [y] = tensorAttention.reference([q, k1, ones(inputs[2]), v1, ones(inputs[4])], attributes, inputs);
    const [o] = attention.reference(
      [q, k1, v1],
      {
        queryHeads: 2,
        kvHeads: 2,
        headWidth: 3,
        valueWidth: 2,
        isCausal,
        window: null,
        scale: 0.7,
        queryOffset: 0,
        isPacked: false,
        hasKeyMask: false,
      },
      [inputs[0], inputs[1], inputs[3]],
    );
    y.forEach((value, i) => expect(value).toBeCloseTo(o[i], 12));
  });

  property.prop([fc.integer({ min: 1, max: 6 }), fc.boolean(), fc.nat({ max: 50 })])(
    "exchanging (k1, v1) with (k2, v2) leaves y unchanged",
    (tokens, isCausal, stream) => {
      const attributes = { ...BASE, isCausal };
      const inputs = inputsOf(1, tokens, attributes);
      const [q, k1, k2, v1, v2] = inputs.map((spec, i) => random(spec, 5 * stream + i));
      const [y] = tensorAttention.reference([q, k1, k2, v1, v2], attributes, inputs);
      const [exchanged] = tensorAttention.reference([q, k2, k1, v2, v1], attributes, inputs);
      y.forEach((value, i) => expect(exchanged[i]).toBeCloseTo(value, 12));
    },
  );

  test("explicit Khatri-Rao softmax: keys and values are all products of rows", () => {
    const [tokens, D, E] = [4, 3, 2];
    const attributes = { ...BASE, isCausal: false };
    const inputs = inputsOf(1, tokens, attributes);
    const [q, k1, k2, v1, v2] = inputs.map(random);
    const khatriRao = (a: Float64Array, b: Float64Array, width: number): Float64Array =>
      Float64Array.from({ length: tokens * tokens * width }, (_, i) => {
        const [pair, c] = [Math.floor(i / width), i % width];
        return a[Math.floor(pair / tokens) * width + c] * b[(pair % tokens) * width + c];
      });
    const [keys, values] = [khatriRao(k1, k2, D), khatriRao(v1, v2, E)];
    const [o] = attention.reference(
      [q, keys, values],
      {
        queryHeads: 1,
        kvHeads: 1,
        headWidth: D,
        valueWidth: E,
        isCausal: false,
        window: null,
        scale: 0.7,
        queryOffset: 0,
        isPacked: false,
        hasKeyMask: false,
      },
      [f32(1, tokens, D), f32(1, tokens * tokens, D), f32(1, tokens * tokens, E)],
    );
    const [y] = tensorAttention.reference([q, k1, k2, v1, v2], attributes, inputs);
    y.forEach((value, i) => expect(value).toBeCloseTo(o[i], 12));
  });

  property.prop([fc.integer({ min: 2, max: 6 }), fc.nat()])(
    "causal: what is after a token never changes its output",
    (tokens, at) => {
      const changed = 1 + (at % (tokens - 1));
      const inputs = inputsOf(1, tokens, BASE);
      const values = inputs.map(random);
      const later = values.map((x) => x.map((value, i) => (i >= (changed * x.length) / tokens ? value + 1 : value)));
      const [before] = tensorAttention.reference(values, BASE, inputs);
      const [after] = tensorAttention.reference(later, BASE, inputs);
      expect([...after.slice(0, 2 * changed)]).toEqual([...before.slice(0, 2 * changed)]);
    },
  );
});

describe("five gradients of tensor attention agree with central differences", () => {
  test.each([
    ["causal", 1, 4, {}],
    ["full", 1, 3, { isCausal: false }],
    ["two heads, two sequences", 2, 3, { heads: 2 }],
    ["one token", 1, 1, {}],
  ] as const)("%s", (_, batch, tokens, changes) => {
    const attributes = { ...BASE, ...changes };
    const inputs = inputsOf(batch, tokens, attributes);
    expect(checkGradient(tensorAttention, { inputs, attributes, silentOutputs: [1] }).relative).toBeLessThan(1e-7);
  });
});

describe("tensor attention counters", () => {
  const VARIANTS = [PORTABLE_TRAITS, { ...PORTABLE_TRAITS, isSoftware: true }];

  test.each([
    [1, true],
    [13, true],
    [10, false],
  ])("arithmetic equals a count by hand: %i tokens, causal %s", (tokens, isCausal) => {
    const [D, E] = [4, 8];
    const attributes = { ...BASE, headWidth: D, valueWidth: E, isCausal };
    const inputs = inputsOf(1, tokens, attributes);
    const outputs = tensorAttention.infer(inputs, attributes);
    let [forward, rows, pairs] = [0, 0, 0];
    for (let i = 0; i < tokens; i++) {
      forward += D + E;
      rows += 2 * D;
      pairs += 2 * D;
      for (let j = 0; j < (isCausal ? i + 1 : tokens); j++) {
        forward += D + E;
        rows += D + E + D;
        pairs += 2 * D + 2 * E;
        for (let l = 0; l < (isCausal ? i + 1 : tokens); l++) {
          forward += D + E;
          rows += D + E + 1 + D;
          pairs += D + E + 1 + D + E;
        }
      }
    }
    for (const traits of VARIANTS) {
      const [launch] = lowerChecked(tensorAttention, inputs, attributes, traits);
      expect(launch.counters.multiplies).toBe(forward);
      const backward = [...inputs, ...outputs, outputs[0]];
      const [, first, second, third] = lowerChecked(tensorAttentionBackward, backward, attributes, traits);
      expect([first, second, third].map(({ counters }) => counters.multiplies)).toEqual([rows, pairs, pairs]);
    }
  });

  test("work grows with the cube of the tokens, bytes in memory with the tokens", () => {
    const at = (tokens: number) => lowerChecked(tensorAttention, inputsOf(1, tokens, BASE), BASE)[0].counters;
    expect(at(256).multiplies / at(128).multiplies).toBeGreaterThan(7.8);
    expect(at(256).bytesWritten / at(128).bytesWritten).toBe(2);
  });
});

test("long sequences and odd tensors are refused with a sentence", () => {
  expect(() => tensorAttention.infer(inputsOf(1, 300, BASE), BASE)).toThrow("use at most 256 tokens");
  expect(() => tensorAttention.infer(inputsOf(1, 2, BASE), { ...BASE, heads: 2 })).toThrow("q must be [1,2,6]");
});
