import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { segmentSummary } from "../segment_summary/kernel.ts";
import { applyCombiner, combinerAttention, combinerAttentionBackward, pairsOf } from "./kernel.ts";

const BASE = {
  heads: 1,
  width: 2,
  pattern: "fixed",
  segment: 3,
  scale: 0.7,
  hasRegions: true,
  pooling: "max",
} as const;
type Changes = Partial<Parameters<typeof applyCombiner>[2]>;

function combine(tokens: number, values: Float64Array, changes: Changes = {}): Float64Array {
  const attributes = { ...BASE, ...changes };
  const tape = new ReferenceTape();
  const qkv = tape.tensor(f32(1, tokens, 3 * attributes.heads * attributes.width), values);
  return tape.valuesOf(applyCombiner(tape, qkv, attributes));
}

/** Effective weights of a query on every token: outputs where values are unit vectors. */
function effectiveMatrix(tokens: number, changes: Changes): number[][] {
  const rows = Array.from({ length: tokens }, (): number[] => []);
  for (let j = 0; j < tokens; j++) {
    const values = randomValues(tokens * 6, 3);
    for (let t = 0; t < tokens; t++) values[t * 6 + 4] = Number(t === j);
    combine(tokens, values, changes).forEach((weight, at) => {
      if (at % 2 === 0) rows[at / 2].push(weight);
    });
  }
  return rows;
}

test("worked numbers: q = k = (0, 1, 2, 3), v = (1, 2, 3, 4), segments of 2", () => {
  const rows = Float64Array.of(0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4);
  expect(combine(4, rows, { width: 1, segment: 2, scale: 1 })[3]).toBeCloseTo(3.947341, 6);
});

test.each([
  ["S = 1", 1],
  ["S = T", 7],
])("%s equals full causal softmax exactly", (_, segment) => {
  const values = randomValues(7 * 6, 5);
  const columns = (first: number): Float64Array =>
    Float64Array.from({ length: 14 }, (__, at) => values[Math.floor(at / 2) * 6 + first + (at % 2)]);
  let want = new Float64Array();
  const [q, k, v] = [columns(0), columns(2), columns(4)];
  for (let i = 0; i < 7; i++) {
    const scores = Array.from({ length: i + 1 }, (__, j) => 0.7 * (q[2 * i] * k[2 * j] + q[2 * i + 1] * k[2 * j + 1]));
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    const y = [0, 1].map((c) => scores.reduce((sum, score, j) => sum + (Math.exp(score) / total) * v[2 * j + c], 0));
    want = Float64Array.of(...want, ...y);
  }
  combine(7, values, { segment }).forEach((got, at) => expect(got).toBeCloseTo(want[at], 12));
});

describe.each([
  ["fixed", { pattern: "fixed" }],
  ["fixed, mean", { pattern: "fixed", pooling: "mean", segment: 4 }],
  ["log-n", { pattern: "log-n" }],
] as const)("effective matrix, %s", (_, changes) => {
  test("row sums 1, strictly positive lower triangle, zero upper triangle", () => {
    effectiveMatrix(9, changes).forEach((row, i) => {
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      row.forEach((weight, j) => {
        if (j > i) expect(weight).toBe(0);
        else expect(weight).toBeGreaterThan(0);
      });
    });
  });
});

test("regions off equals block-local attention", () => {
  effectiveMatrix(8, { hasRegions: false }).forEach((row, i) => {
    row.forEach((weight, j) => expect(weight > 0).toBe(j <= i && Math.floor(i / 3) === Math.floor(j / 3)));
  });
});

test.each([
  ["fixed", 7, {}],
  ["log-n", 9, { pattern: "log-n" }],
  ["block-local", 5, { hasRegions: false }],
] as const)("gradient against central differences: %s", (_, tokens, changes) => {
  const { pooling, ...rest } = { ...BASE, heads: 2, ...changes };
  const qkv = f32(2, tokens, 12);
  const summaries = rest.hasRegions ? segmentSummary.infer([qkv], { ...rest, pooling }).slice(0, 1) : [];
  const inputs = [qkv, ...summaries];
  expect(checkGradient(combinerAttention, { inputs, attributes: rest, silentOutputs: [1] }).relative).toBeLessThan(
    1e-6,
  );
});

test("pairs: T sqrt T with segments of sqrt T, T log T with blocks, quadratic for one segment", () => {
  const growth = (of: (tokens: number) => number): number => of(4096) / of(1024);
  const total = (tokens: number, changes: Changes): number => {
    const { local, region } = pairsOf(tokens, { ...BASE, ...changes });
    return local + region;
  };
  expect(growth((tokens) => total(tokens, { segment: Math.sqrt(tokens) }))).toBeCloseTo(8, 1);
  expect(growth((tokens) => total(tokens, { pattern: "log-n" }))).toBeLessThan(5);
  expect(growth((tokens) => total(tokens, { segment: tokens }))).toBeCloseTo(16, 1);
  expect(pairsOf(7, BASE)).toEqual({ local: 6 + 6 + 1, region: 3 + 2 });
});

test("launches keep their promises and bind no T x T tensor", () => {
  for (const pattern of ["fixed", "log-n"] as const) {
    const { pooling, ...rest } = { ...BASE, pattern };
    const qkv = f32(1, 64, 6);
    const [summary] = segmentSummary.infer([qkv], { ...rest, pooling });
    const outputs = combinerAttention.infer([qkv, summary], rest);
    const backward = [qkv, summary, ...outputs, outputs[0]];
    const launches = [
      ...lowerChecked(combinerAttention, [qkv, summary], rest),
      ...lowerChecked(combinerAttentionBackward, backward, rest),
    ];
    for (const { bindings } of launches) {
      for (const { tensor } of bindings) expect(tensor.shape.reduce((a, b) => a * b)).toBeLessThan(64 * 64);
    }
  }
});

test("summaries that do not fit are refused with a sentence", () => {
  expect(() => combinerAttention.infer([f32(1, 7, 6), f32(1, 3, 4)], BASE)).toThrow(
    "must be [1,2,4]; they are [1,3,4]",
  );
});
