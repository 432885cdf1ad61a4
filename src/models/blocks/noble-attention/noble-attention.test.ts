import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { float64Run } from "../../build/float64-run.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { MINI } from "../../presets/language-models.ts";
import { halfFanIn, noble } from "../../presets/noble.ts";
import { CATALOGUE } from "../index.ts";

const X = { shape: [2, 4, 24], values: randomValues(192, 1) };
const SIZE = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 6, kvHeads: 3 };
const IDS = [
  [1, 5, 9, 2, 30, 7],
  [3, 3, 8, 1, 0, 12],
];

describe("NOBLE", () => {
  test("Wu = 0 equals LM-base with the same main W exactly", () => {
    const bare = float64Run(noble("noble", SIZE, { rank: 4, upScale: 0 }), IDS);
    const base = float64Run(halfFanIn("base", SIZE), IDS);
    expect(bare.loss).toBeCloseTo(base.loss, 14);
    bare.logits.forEach((value, i) => {
      expect(value).toBeCloseTo(base.logits[i], 12);
    });
  });

  test("the linear form equals the low-rank update W + Wd Wu", () => {
    const knobs = { heads: 2, rank: 4, nonlinearity: "linear", position: "none" } as const;
    const branched = blockRun("noble-attention", knobs, X);
    const merged = new Map<string, Float64Array>();
    for (const name of ["wq", "wk", "wv", "wo"]) {
      const [w, down, up] = ["", "_down", "_up"].map((part) => branched.parameters.get(`${name}${part}`)!);
      merged.set(
        name,
        w.map((value, e) => {
          const [out, from] = [Math.floor(e / 24), e % 24];
          return value + [0, 1, 2, 3].reduce((sum, r) => sum + up[out * 4 + r] * down[r * 24 + from], 0);
        }),
      );
    }
    const packed = Float64Array.from(["wq", "wk", "wv"].flatMap((name) => [...merged.get(name)!]));
    const weights = (name: string): Float64Array | undefined => (name === "wq" ? packed : merged.get(name));
    const plain = blockRun("attention", { heads: 2, position: "none" }, X, { weights });
    branched.y.forEach((value, i) => {
      expect(value).toBeCloseTo(plain.y[i], 12);
    });
  });

  test("every parameter gets a non-zero gradient on random data, and agrees with central differences", () => {
    const knobs = { heads: 2, rank: 3 } as const;
    const incoming = randomValues(192, 2);
    const run = blockRun("noble-attention", knobs, X, { incoming });
    const loss = (name: string, changed: Float64Array): number =>
      blockRun("noble-attention", knobs, X, {
        weights: (other) => (other === name ? changed : undefined),
      }).y.reduce((sum, value, i) => sum + value * incoming[i], 0);
    for (const [name, gradient] of run.gradients) {
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
      const values = run.parameters.get(name)!;
      const shifted = (delta: number): Float64Array => values.map((value, i) => (i === 0 ? value + delta : value));
      const want = (loss(name, shifted(1e-5)) - loss(name, shifted(-1e-5))) / 2e-5;
      expect(Math.abs(gradient[0] - want), name).toBeLessThan(1e-6 * Math.max(1, Math.abs(want)));
    }
  });

  test("parameter formula: Din r + r + r^2 + r + 4r + r Dout for each of the seven matrices", () => {
    for (const [rank, extra] of [
      [4, 14_104],
      [8, 28_432],
      [16, 57_760],
    ]) {
      const count = (document: ReturnType<typeof noble>): number =>
        costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 4 }).parameters;
      const size = { ...MINI, layers: 1 };
      expect(count(noble("noble", size, { rank })) - count(halfFanIn("base", size))).toBe(extra);
    }
    const { parameters } = costOf(readDocument(presetById("noble-r8-pico").document, CATALOGUE), {
      batch: 1,
      sequenceLength: 4,
    });
    expect(parameters).toBe(90_896);
  });

  test("learning-rate multipliers: frequencies 2, phases 4, Wu and Mx by the layer's size over the rank; no decay on vectors", () => {
    const rates = (rateMultipliers: boolean): Map<string, number> =>
      new Map(
        blockRun("noble-attention", { heads: 2, rank: 4, rateMultipliers }, X).declarations.map((declaration) => [
          declaration.parts[0].name,
          declaration.learningRateScale,
        ]),
      );
    const on = rates(true);
    expect(on.get("wq_frequency1")).toBe(2);
    expect(on.get("wq_phase2")).toBe(4);
    expect(on.get("wq_up")).toBeCloseTo(6 ** 0.4, 12);
    expect(on.get("wq_mix")).toBeCloseTo(6 ** 0.5, 12);
    expect(on.get("wq_down")).toBe(1);
    expect(new Set(rates(false).values())).toEqual(new Set([1]));
    for (const { parts, decay, role } of blockRun("noble-attention", { heads: 2 }, X).declarations) {
      expect(decay, parts[0].name).toBe(role === "matrix");
    }
  });

  test("initial values: frequencies in their range, biases of the mix within 1/sqrt(r), Wd at 1/sqrt(Din)", () => {
    const { parameters } = blockRun("noble-attention", { heads: 2, rank: 16 }, X);
    for (const value of parameters.get("wo_frequency1") ?? []) expect(value >= 0.8 && value < 1.2).toBe(true);
    for (const value of parameters.get("wo_mix_bias") ?? []) expect(Math.abs(value)).toBeLessThan(0.25);
    const down = parameters.get("wo_down") ?? new Float64Array();
    const rms = Math.sqrt(down.reduce((sum, value) => sum + value * value, 0) / down.length);
    expect(rms * Math.sqrt(24)).toBeGreaterThan(0.85);
    expect(rms * Math.sqrt(24)).toBeLessThan(1.15);
  });

  test("refuses a branch as wide as its layer, and an empty range of frequencies", () => {
    expect(() => blockRun("noble-attention", { heads: 2, rank: 24 }, X)).toThrow("use at most 23");
    expect(() => blockRun("noble-attention", { heads: 2, frequencyLow: 2 }, X)).toThrow("must be at least 2");
  });
});
