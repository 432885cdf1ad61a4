import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { MAX_TOKENS } from "../../../kernels-wgsl/tensor_attention/tensor-attention-shape.ts";
import { flopsOf } from "../../../lib/counters.ts";
import { blockRun, type BlockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE, type KnobsGiven } from "../index.ts";
import { MOST_TOKENS_EXACT } from "./tensor-layout.ts";

type Knobs = KnobsGiven<"tensor-attention">;

const WIDTH = 8;
const INNER = 8;
const X = { shape: [2, 5, WIDTH], values: randomValues(80, 1) };
const HEADS: Knobs = { heads: 2 };

const worst = (a: Float64Array, b: Float64Array): number => {
  expect(a).toHaveLength(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
};

/** Packed rows of a run with some of its five parts replaced, numbered q, k1, k2, v1, v2. */
function repacked({ parameters }: BlockRun, part: (index: number) => number | "zero") {
  const packed = parameters.get("wq")!;
  const size = INNER * WIDTH;
  const changed = Float64Array.from(packed, (_, i) => {
    const source = part(Math.floor(i / size));
    return source === "zero" ? 0 : packed[source * size + (i % size)];
  });
  return (name: string): Float64Array | undefined => (name === "wq" ? changed : parameters.get(name));
}

describe("tensor attention block", () => {
  test.each([true, false])("k2 = 1 and v2 = 1 reproduces standard attention, causal %s", (causal) => {
    for (const position of ["rope", "none"] as const) {
      const triples = { ...HEADS, causal, position };
      const run = blockRun("tensor-attention", triples, X);
      const flat = repacked(run, (index) => (index === 2 || index === 4 ? "zero" : index));
      const { y } = blockRun("tensor-attention", triples, X, { weights: flat });
      const packed = run.parameters.get("wq")!;
      const kept = Float64Array.from([0, 1, 3].flatMap((p) => [...packed.subarray(64 * p, 64 * (p + 1))]));
      const weights = (name: string): Float64Array | undefined => (name === "wq" ? kept : run.parameters.get(name));
      const pairs = blockRun("tensor-attention", { ...triples, order: "pairs" }, X, { weights });
      // The norm of a vector of ones is 1 / sqrt(1 + eps).
      expect(worst(y, pairs.y)).toBeLessThan(1e-6 * Math.max(...pairs.y.map(Math.abs)));
    }
  });

  test("swapping (k1, v1) with (k2, v2) leaves y unchanged, without positions", () => {
    const exchanged = (knobs: Knobs): number => {
      const run = blockRun("tensor-attention", knobs, X);
      const weights = repacked(run, (index) => [0, 2, 1, 4, 3][index]);
      return worst(blockRun("tensor-attention", knobs, X, { weights }).y, run.y);
    };
    expect(exchanged({ ...HEADS, startAsPairs: false, position: "none" })).toBeLessThan(1e-15);
    expect(exchanged({ ...HEADS, startAsPairs: false, mode: "polynomial", position: "none" })).toBeLessThan(1e-15);
  });

  test("five gradients: input and every matrix against central differences, both forms", { timeout: 60_000 }, () => {
    const forms: readonly Knobs[] = [
      {},
      { startAsPairs: false, position: "none", causal: false, scale: "width" },
      { mode: "polynomial" },
      { mode: "polynomial", causal: false, degree: 3 },
      { order: "pairs" },
    ];
    for (const form of forms) expectGradients({ ...HEADS, ...form });
  });

  test("polynomial error decreasing in g", () => {
    const small = { shape: X.shape, values: X.values };
    const knobs = { ...HEADS, bound: 0.5, causal: false } as const;
    const exact = blockRun("tensor-attention", knobs, small).y;
    const errors = ([1, 2, 3] as const).map((degree) =>
      worst(blockRun("tensor-attention", { ...knobs, mode: "polynomial", degree }, small).y, exact),
    );
    expect(errors[1]).toBeLessThan(errors[0]);
    expect(errors[2]).toBeLessThan(errors[1]);
  });

  test("every knob changes the result", () => {
    const base = blockRun("tensor-attention", HEADS, X).y;
    const changes: readonly Knobs[] = [
      { heads: 4 },
      { headWidth: 6 },
      { mode: "polynomial" },
      { bound: 0.5 },
      { startAsPairs: false },
      { scale: "width" },
      { position: "none" },
      { ropeBase: 10 },
      { causal: false },
      { order: "pairs" },
    ];
    for (const change of changes) {
      const { y } = blockRun("tensor-attention", { ...HEADS, ...change }, X);
      expect(worst(y, base), JSON.stringify(change)).toBeGreaterThan(1e-9);
    }
  });

  test("parameter formula: 6 C H D, and as many as LM-base with half its width", () => {
    const { parameters } = blockRun("tensor-attention", { heads: 2, headWidth: 6 }, X);
    const count = [...parameters].reduce((sum, [name, { length }]) => (name === "x" ? sum : sum + length), 0);
    expect(count).toBe(6 * WIDTH * 12);
    const whole = (id: string): number =>
      costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 8 }).parameters;
    expect(whole("tri-lm-pico")).toBe(75_504);
    expect(whole("tri-lm-nano")).toBe(whole("lm-nano"));
  });

  test("exact work grows with the cube of the tokens, what is kept with the tokens", () => {
    const checked = readDocument(presetById("tri-lm-pico").document, CATALOGUE);
    const costs = [64, 128, 256].map((sequenceLength) => costOf(checked, { batch: 1, sequenceLength }));
    const flops = costs.map(({ forward }) => flopsOf(forward));
    // Without what is linear in T: f(2T) - 2 f(T) is 6 b T^3.
    expect((flops[2] - 2 * flops[1]) / (flops[1] - 2 * flops[0])).toBeCloseTo(8, 0);
    expect(costs[2].stateFloats / costs[1].stateFloats).toBe(2);
    // Quadrupled, had anything of size T x T been kept.
    expect(costs[2].activationBytes / costs[1].activationBytes).toBeLessThan(2.1);
    expect(MOST_TOKENS_EXACT).toBe(MAX_TOKENS);
    expect(() => costOf(checked, { batch: 1, sequenceLength: 257 })).toThrow("reads at most 256 tokens");
  });

  test.each<[Knobs, string]>([
    [{ heads: 3 }, "3 heads do not divide the width 8; the nearest legal values are 2 or 4."],
    [{ heads: 8 }, "a head has 1; use no positions here"],
    [{ ...HEADS, mode: "polynomial", order: "pairs" }, "pairs are computed exactly"],
    [{ heads: 1, headWidth: 16, mode: "polynomial", degree: 3 }, "use a head width of at most 8, or degree 2."],
    [{ ...HEADS, bound: 9 }, "Nearest legal value: 4."],
  ])("refuses %j", (knobs, sentence) => {
    expect(() => blockRun("tensor-attention", knobs, X)).toThrow(sentence);
  });
});

function expectGradients(knobs: Knobs): void {
  const incoming = randomValues(80, 9);
  const base = blockRun("tensor-attention", knobs, X, { incoming });
  const eps = 1e-5;
  const value = (name: string, at: number, change: number): number => {
    const moved = Float64Array.from(name === "x" ? X.values : base.parameters.get(name)!);
    moved[at] += change;
    const weights = (other: string): Float64Array | undefined => (other === name ? moved : base.parameters.get(other));
    const { y } = blockRun("tensor-attention", knobs, X, { weights, incoming });
    return y.reduce((sum, entry, i) => sum + entry * incoming[i], 0);
  };
  for (const [name, gradient] of base.gradients) {
    const scale = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0) / gradient.length);
    for (let at = 0; at < gradient.length; at += 11) {
      const numeric = (value(name, at, eps) - value(name, at, -eps)) / (2 * eps);
      expect(Math.abs(numeric - gradient[at]) / scale, `${name}[${at}] ${JSON.stringify(knobs)}`).toBeLessThan(1e-5);
    }
  }
}
