import { describe, expect, test } from "vitest";
import { Graph } from "../../../engine/graph/graph.ts";
import { interpret } from "../../../engine/graph/interpret.ts";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { combiner } from "../../presets/combiner.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";
import { axialAttention } from "./axial.ts";

const [BATCH, TOKENS, WIDTH] = [2, 9, 12];
const X = { shape: [BATCH, TOKENS, WIDTH], values: randomValues(BATCH * TOKENS * WIDTH, 1) };
const run = (knobs: KnobsGiven<"combiner-attention">, x = X, options = {}) =>
  blockRun("combiner-attention", { heads: 3, pattern: "axial", segment: 4, ...knobs }, x, options);

/** One head of one sequence whose values are unit vectors and whose summaries are keys as they are: y is the weights. */
function effectiveMatrix(tokens: number, segment: number): number[][] {
  const graph = new Graph();
  const qkv = graph.input("qkv", f32(1, tokens, 3 * tokens));
  const values = randomValues(tokens * 3 * tokens, 2).map((value, i) => {
    const [row, column] = [Math.floor(i / (3 * tokens)), i % (3 * tokens)];
    return column < 2 * tokens ? 3 * value : Number(column - 2 * tokens === row);
  });
  const x = graph.input("x", f32(1, tokens, tokens));
  const y = axialAttention(graph, qkv, {
    x,
    keysOf: (summaries) => map(graph, "scale", [summaries], 2) as typeof summaries,
    shape: { heads: 1, headWidth: tokens, segment },
  });
  const found = interpret(
    graph,
    graph.nodes,
    new Map([
      [qkv.id, values],
      [x.id, new Float64Array(tokens * tokens)],
    ]),
  ).get(y.root.id)!;
  return Array.from({ length: tokens }, (_, row) => [...found.subarray(row * tokens, (row + 1) * tokens)]);
}

/** The pattern written out for one query: scores of its row up to itself, and of what its column made of each earlier row. */
function writtenOut(
  rows: { q: number[]; k: number[]; v: number[] }[],
  keyOf: (s: number[]) => number[],
  segment: number,
) {
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, c) => sum + value * b[c], 0);
  const gather = (scores: number[], values: number[][]): number[] => {
    const weights = scores.map((score) => Math.exp(score / Math.sqrt(rows[0].q.length)));
    const sum = weights.reduce((a, b) => a + b, 0);
    return values[0].map((_, c) => values.reduce((total, value, j) => total + (weights[j] / sum) * value[c], 0));
  };
  return rows.map(({ q }, i) => {
    const first = Math.floor(i / segment) * segment;
    const own = rows.slice(first, i + 1);
    const summaries = Array.from({ length: first / segment }, (_, row) => {
      const members = rows.slice(row * segment, (row + 1) * segment);
      const asking = rows[row * segment + (i - first)].q;
      return gather(
        members.map(({ k }) => dot(asking, k)),
        members.map(({ v }) => v),
      );
    });
    const scores = [...own.map(({ k }) => dot(q, k)), ...summaries.map((summary) => dot(q, keyOf(summary)))];
    return gather(scores, [...own.map(({ v }) => v), ...summaries]);
  });
}

describe("row-major axial attention", () => {
  test.each([
    [9, 4],
    [8, 4],
    [6, 1],
    [5, 7],
  ])("%i tokens in rows of %i are the pattern written out", (tokens, segment) => {
    const width = 3;
    const graph = new Graph();
    const qkv = graph.input("qkv", f32(1, tokens, 3 * width));
    const x = graph.input("x", f32(1, tokens, width));
    const values = randomValues(tokens * 3 * width, 3);
    const y = axialAttention(graph, qkv, {
      x,
      keysOf: (summaries, own) => map(graph, "add", [summaries, own]) as typeof summaries,
      shape: { heads: 1, headWidth: width, segment },
    });
    const given = new Map([
      [qkv.id, values],
      [x.id, new Float64Array(tokens * width).fill(0.25)],
    ]);
    const found = interpret(graph, graph.nodes, given).get(y.root.id)!;
    const part = (row: number, at: number): number[] => [
      ...values.subarray((3 * row + at) * width, (3 * row + at + 1) * width),
    ];
    const rows = Array.from({ length: tokens }, (_, row) => ({ q: part(row, 0), k: part(row, 1), v: part(row, 2) }));
    const want = writtenOut(rows, (summary) => summary.map((value) => value + 0.25), segment).flat();
    want.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 12));
  });

  test.each([4, 3, 1])(
    "rows of %i: weights are positive up to the token, zero behind it, and add up to 1",
    (segment) => {
      effectiveMatrix(9, segment).forEach((weights, token) => {
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(weights.slice(0, token + 1).every((weight) => weight > 0)).toBe(true);
        expect(weights.slice(token + 1).every((weight) => weight === 0)).toBe(true);
      });
    },
  );
});

describe("the axial pattern of Combiner attention", () => {
  test("a row as long as the text is attention", () => {
    const plain = blockRun("attention", { heads: 6, kvHeads: 3 }, X);
    const { y, gradients } = run({ heads: 6, kvHeads: 3, segment: 9 });
    y.forEach((value, i) => expect(value).toBeCloseTo(plain.y[i], 12));
    gradients.get("x")!.forEach((value, i) => expect(value).toBeCloseTo(plain.gradients.get("x")![i], 12));
  });

  test("2 C² + C parameters more than the attention it replaces", () => {
    const count = (pattern: "fixed" | "axial"): number =>
      run({ pattern })
        .declarations.flatMap(({ parts }) => parts)
        .reduce((sum, { name, shape }) => {
          return name === "x" ? sum : sum + shape.reduce((product, extent) => product * extent, 1);
        }, 0);
    expect(count("axial") - count("fixed")).toBe(2 * WIDTH ** 2 + WIDTH);
  });

  test.each([0, 3, 4, 7])("nothing before token %i changes with what comes from it on", (first) => {
    const at = (i: number): number => Math.floor(i / WIDTH) % TOKENS;
    const later = X.values.map((value, i) => (at(i) >= first ? -value : value));
    const [before, after] = [X.values, later].map((values) => run({}, { ...X, values }).y);
    before.forEach((value, i) => {
      if (at(i) < first) expect(after[i]).toBe(value);
    });
    expect(after).not.toEqual(before);
  });

  test("gradients of the input and of every parameter are central differences", () => {
    const incoming = randomValues(X.values.length, 4);
    const scaled = run({}, X, {}).parameters;
    // Larger weights than initial ones, so that no gradient is small.
    const weights = new Map(
      [...scaled].map(([name, values], i) => [name, name === "x" ? values : randomValues(values.length, 5 + i)]),
    );
    const lossWith = (changed: string, index: number, by: number): number => {
      const given = (name: string): Float64Array | undefined =>
        name === changed ? weights.get(name)!.map((value, i) => (i === index ? value + by : value)) : weights.get(name);
      return run({}, X, { weights: given }).y.reduce((sum, value, i) => sum + value * incoming[i], 0);
    };
    const { gradients } = run({}, X, { weights: (name: string) => weights.get(name), incoming });
    expect([...gradients.keys()]).toEqual(["x", "wq", "w_summary", "w_summary_key", "summary_gain", "wo"]);
    for (const [name, gradient] of gradients) {
      for (let index = 0; index < gradient.length; index += Math.ceil(gradient.length / 7)) {
        const difference = (lossWith(name, index, 1e-5) - lossWith(name, index, -1e-5)) / 2e-5;
        expect(Math.abs(difference - gradient[index]), `${name}[${index}]`).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(difference)),
        );
      }
    }
  });

  test("work grows with the root of the length where rows do", () => {
    const [short, middle, long] = (
      [
        [64, 8],
        [256, 16],
        [1024, 32],
      ] as const
    ).map(([sequenceLength, segment]) => {
      const checked = readDocument(combiner("grown", "nano", { pattern: "axial", segment }), CATALOGUE);
      const { blocks } = costOf(checked, { batch: 1, sequenceLength });
      return blocks.find(({ node }) => node.endsWith("attn"))?.flopsPerTokenForward ?? 0;
    });
    const growth = (long - middle) / (middle - short);
    expect(growth).toBeGreaterThan(1.5);
    expect(growth).toBeLessThan(2.5);
  });

  test("says what is wrong with knobs that it has no use for", () => {
    expect(() => run({ pooling: "mean" })).toThrow("leave the pooling at max");
    expect(() => run({ regions: false })).toThrow("turn regions on");
  });
});
