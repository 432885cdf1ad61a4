import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";

type Knobs = KnobsGiven<"minimal-attention">;

const WIDTH = 8;
const X = { shape: [2, 4, WIDTH], values: randomValues(64, 1) };
const close = (a: Float64Array, b: Float64Array): void => {
  expect(a).toHaveLength(b.length);
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i], 11);
  });
};

/** out [n, m] = a^T b of a [k, n], b [k, m]. */
function transposedProduct(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const [n, m] = [a.length / k, b.length / k];
  return Float64Array.from({ length: n * m }, (_, e) => {
    let sum = 0;
    for (let r = 0; r < k; r++) sum += a[r * n + Math.floor(e / m)] * b[r * m + (e % m)];
    return sum;
  });
}

const S0: Knobs = { similarity: "asymmetric", valueOutput: "both" };

describe("minimal attention", () => {
  test("low rank with both value maps is plain attention", () => {
    for (const position of ["rope", "none"] as const) {
      const own = blockRun("minimal-attention", { ...S0, heads: 2, position }, X);
      const packed = Float64Array.from(["wq", "wk", "wv"].flatMap((name) => [...own.parameters.get(name)!]));
      const weights = (name: string): Float64Array | undefined => (name === "wq" ? packed : own.parameters.get(name));
      close(own.y, blockRun("attention", { heads: 2, position }, X, { weights }).y);
    }
  });

  test("Wqk = Wq Wk^T reproduces baseline attention", () => {
    for (const heads of [1, 2]) {
      const base = blockRun("minimal-attention", { ...S0, heads, position: "none" }, X);
      const rank = WIDTH / heads;
      // Scores are x_i Wq Wk^T x_j: stored [out, in], the query map of a head is Wk^T Wq over its rank.
      const joined = Array.from({ length: heads }, (_, h) => {
        const [q, k] = ["wq", "wk"].map((name) =>
          base.parameters.get(name)!.subarray(h * rank * WIDTH, (h + 1) * rank * WIDTH),
        );
        return [...transposedProduct(k, q, rank)];
      }).flat();
      const weights = (name: string): Float64Array | undefined =>
        name === "wqk" ? Float64Array.from(joined) : base.parameters.get(name);
      const full = { ...S0, heads, queryKey: "full", position: "none" } as const;
      close(blockRun("minimal-attention", full, X, { weights }).y, base.y);
    }
  });

  test("Wvo = Wv Wo likewise", () => {
    const heads = 2;
    const rank = WIDTH / heads;
    const base = blockRun("minimal-attention", { ...S0, heads }, X);
    const [wv, wo] = ["wv", "wo"].map((name) => base.parameters.get(name)!);
    const merged = Float64Array.from({ length: WIDTH * heads * WIDTH }, (_, e) => {
      const [out, column] = [Math.floor(e / (heads * WIDTH)), e % (heads * WIDTH)];
      const [h, from] = [Math.floor(column / WIDTH), column % WIDTH];
      let sum = 0;
      for (let r = 0; r < rank; r++) sum += wo[out * WIDTH + h * rank + r] * wv[(h * rank + r) * WIDTH + from];
      return sum;
    });
    const weights = (name: string): Float64Array | undefined => (name === "w_vo" ? merged : base.parameters.get(name));
    close(blockRun("minimal-attention", { ...S0, valueOutput: "merged", heads }, X, { weights }).y, base.y);
  });

  test("symmetric S: the factor form scores i against j as j against i, also under rotary positions", () => {
    // Two tokens that see each other: with equal similarities s, each weighs the other by the same exp(s - own).
    for (const [position, knobs] of [
      ["rope", {}],
      ["none", {}],
      ["none", { queryKey: "full", similarity: "symmetric-packed" }],
    ] as const) {
      const x = { shape: [1, 2, WIDTH], values: randomValues(2 * WIDTH, 3).map((value) => 3 * value) };
      const all: Knobs = { ...knobs, heads: 1, causal: false, position };
      const { y, parameters } = blockRun("minimal-attention", all, x);
      // y_0 = (1 - a) x_0 + a x_1, y_1 = b x_0 + (1 - b) x_1; the logits' difference gives s_01 - s_00 and s_10 - s_11.
      const share = (row: number): number =>
        (y[row * WIDTH] - x.values[row * WIDTH]) / (x.values[(1 - row) * WIDTH] - x.values[row * WIDTH]);
      const logit = (a: number): number => Math.log(a / (1 - a));
      const own = [0, 1].map((row) => selfScore(x.values.subarray(row * WIDTH, (row + 1) * WIDTH), parameters, knobs));
      expect(logit(share(0)) + own[0]).toBeCloseTo(logit(share(1)) + own[1], 8);
    }
  });

  test("gradient checks: every form, input and parameters", () => {
    const forms: readonly Knobs[] = [
      {},
      { similarity: "asymmetric", valueOutput: "merged" },
      { queryKey: "full", similarity: "asymmetric", heads: 1 },
      { queryKey: "full", similarity: "asymmetric", heads: 2, valueOutput: "both" },
      { queryKey: "full", similarity: "symmetric-packed", heads: 2, position: "none" },
    ];
    const incoming = randomValues(64, 2);
    for (const knobs of forms) {
      const given = { heads: 2, ...knobs };
      const run = blockRun("minimal-attention", given, X, { incoming });
      for (const [name, gradient] of run.gradients) {
        const values = run.parameters.get(name) ?? new Float64Array();
        const loss = (delta: number): number => {
          const changed = values.map((value, i) => (i === 7 ? value + delta : value));
          const weights = (other: string): Float64Array | undefined => (other === name ? changed : undefined);
          const { y } = blockRun("minimal-attention", given, X, { weights });
          return y.reduce((sum, value, i) => sum + value * incoming[i], 0);
        };
        expect(gradient[7], `${name} of ${JSON.stringify(knobs)}`).toBeCloseTo((loss(1e-5) - loss(-1e-5)) / 2e-5, 7);
      }
    }
  });

  test("parameter table at D = 64", () => {
    const x = { shape: [1, 2, 64], values: randomValues(128, 1) };
    const count = (knobs: Knobs): number =>
      [...blockRun("minimal-attention", knobs, x).parameters].reduce(
        (sum, [name, values]) => sum + (name === "x" ? 0 : values.length),
        0,
      );
    const full = { queryKey: "full", position: "none" } as const;
    expect(count(S0)).toBe(16_384);
    expect(count({ ...S0, ...full })).toBe(24_576);
    expect(count({ ...S0, ...full, heads: 1 })).toBe(12_288);
    expect(count({ ...full, similarity: "asymmetric", heads: 1 })).toBe(4_096);
    expect(count({ similarity: "asymmetric" })).toBe(8_192);
    expect(count({})).toBe(4_096);
    expect(count({ ...full, similarity: "symmetric-packed", heads: 1 })).toBe(2_080);
  });

  test("text presets have the specification's counts", () => {
    const count = (id: string): number =>
      costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 4 }).parameters;
    expect(count("min-text-pico-no-mlp")).toBe(43_152);
    expect(count("min-text-pico-symmetric")).toBe(29_328);
  });

  test("S1 + S3 with A = identity returns x: a temperature near 0 on distinct tokens", () => {
    const sharp = Float64Array.from({ length: WIDTH * WIDTH }, (_, e) => (e % (WIDTH + 1) === 0 ? 1e3 : 0));
    // Equal norms: with a positive semi-definite similarity every token is then most similar to itself.
    const values = Float64Array.from(X.values);
    for (let row = 0; row < 8; row++) {
      const own = values.subarray(row * WIDTH, (row + 1) * WIDTH);
      const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
      own.forEach((value, i) => (own[i] = value / norm));
    }
    const x = { ...X, values };
    const weights = (name: string): Float64Array | undefined => (name === "wq" ? sharp : undefined);
    close(blockRun("minimal-attention", { heads: 1, position: "none", causal: false }, x, { weights }).y, values);
  });

  test("values wider than one head of attention are moved in pieces", () => {
    const wide = { shape: [1, 3, 160], values: randomValues(480, 4) };
    const { y } = blockRun("minimal-attention", { heads: 4 }, wide);
    expect(y).toHaveLength(480);
    // The first token sees only itself.
    close(y.subarray(0, 160), wide.values.subarray(0, 160));
  });

  test("refuses forms that are none, with the nearest that is one", () => {
    const refused = (knobs: Knobs) => () => blockRun("minimal-attention", knobs, X);
    expect(refused({ heads: 3 })).toThrow("3 heads do not divide the width 8; the nearest legal values are 2 or 4.");
    expect(refused({ queryKey: "full" })).toThrow("use low rank, or the packed form");
    expect(refused({ similarity: "symmetric-packed" })).toThrow("use full, or the factor form");
    const packed = { queryKey: "full", similarity: "symmetric-packed" } as const;
    expect(refused(packed)).toThrow("not symmetric any more under rotary positions");
    expect(() =>
      blockRun(
        "minimal-attention",
        { queryKey: "full", similarity: "asymmetric" },
        { shape: [1, 2, 160], values: randomValues(320, 1) },
      ),
    ).toThrow("at most 128 can be compared");
  });
});

/** c x^T W x of one token, from the parameters of a one-headed block; positions turn both sides alike. */
function selfScore(x: Float64Array, parameters: ReadonlyMap<string, Float64Array>, knobs: Knobs): number {
  const scale = 1 / Math.sqrt(WIDTH);
  if (knobs.queryKey !== "full") {
    const wq = parameters.get("wq")!;
    const mapped = Array.from({ length: WIDTH }, (_, out) => x.reduce((sum, v, i) => sum + v * wq[out * WIDTH + i], 0));
    return scale * mapped.reduce((sum, value) => sum + value * value, 0);
  }
  const packed = parameters.get("wqk")!;
  const entry = (i: number, j: number): number => packed[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)];
  return scale * x.reduce((sum, xi, i) => sum + x.reduce((part, xj, j) => part + xi * entry(i, j) * xj, 0), 0);
}
