import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { float64ImageRun, imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { METAFORMER_MINI, metaFormer, MIXERS, type Mixer } from "./metaformer.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";

const onImagesOf = (document: ArchitectureDocument, side: number, classes: number): ArchitectureDocument => ({
  ...document,
  task: { kind: "classify-image", knobs: { height: side, width: side, channels: 3, classes } },
});

/** y = P_H x P_W^T - x of a map of one channel. */
function separablePool(x: Float64Array, height: number, width: number, size: number): Float64Array {
  const reach = (size - 1) / 2;
  const weight = (i: number, a: number, extent: number): number => {
    const count = Math.min(extent, i + reach + 1) - Math.max(0, i - reach);
    return Math.abs(a - i) <= reach ? 1 / count : 0;
  };
  return x.map((own, at) => {
    const [i, j] = [Math.floor(at / width), at % width];
    return x.reduce((sum, value, from) => {
      return sum + weight(i, Math.floor(from / width), height) * weight(j, from % width, width) * value;
    }, -own);
  });
}

describe("the pool mixer", () => {
  const pooled = (x: Float64Array, height: number, width: number, size: number): Float64Array =>
    float64Trunk([block("pool-mixer", { size })], [height, width, 1], x).values;

  test("worked numbers", () => {
    const y = pooled(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3, 3, 3);
    [2, 1.5, 1, 0.5, 0, -0.5, -1, -1.5, -2].forEach((want, i) => expect(y[i]).toBeCloseTo(want, 12));
  });

  test.each([
    [5, 7, 3],
    [4, 6, 5],
    [3, 2, 9],
  ])("of %i x %i, window %i, is the product of two matrices minus the map", (height, width, size) => {
    const x = randomValues(height * width, 3);
    const want = separablePool(x, height, width, size);
    pooled(x, height, width, size).forEach((value, i) => expect(value).toBeCloseTo(want[i], 12));
  });

  test("gives zero for a constant map, for a window of one and for a map of one position", () => {
    const zero = (values: Float64Array): number => Math.max(...values.map(Math.abs));
    expect(zero(pooled(new Float64Array(30).fill(3.5), 5, 6, 3))).toBeLessThan(1e-14);
    expect(zero(pooled(randomValues(30, 4), 5, 6, 1))).toBe(0);
    expect(zero(pooled(Float64Array.of(7), 1, 1, 3))).toBe(0);
  });

  test("refuses an even window", () => {
    expect(() => pooled(randomValues(9, 1), 3, 3, 2)).toThrow("has no middle");
  });
});

describe("mixers on the same socket", () => {
  test("a spatial layer of the identity matrix gives back its input", () => {
    const x = randomValues(4 * 3 * 2, 5);
    const identity = Float64Array.from({ length: 144 }, (_, i) => (i % 13 === 0 ? 1 : 0));
    const weights = (name: string) => (name === "mix.weight" ? identity : undefined);
    expect([...float64Trunk([block("position-mixer")], [4, 3, 2], x, weights).values]).toEqual([...x]);
  });

  test("random rows sum to one and are never trained", () => {
    const ones = new Float64Array(24).fill(1);
    const { values } = float64Trunk([block("position-mixer", { matrix: "random" })], [4, 3, 2], ones);
    values.forEach((value) => expect(value).toBeCloseTo(1, 12));
    const run = float64ImageRun(tiny("random"), randomValues(2 * 8 * 8 * 3, 1), [1, 2]);
    const scores = [...run.gradients].filter(([name]) => name.endsWith("scores"));
    expect(scores.map(([, gradient]) => gradient.length)).toEqual([0, 0]);
  });

  test("a branch scaled by zero leaves the map as it is", () => {
    const norm = block("norm", { form: "map", bias: true });
    const scale = { learned: "channel", initial: 0 } as const;
    const items: Item[] = [block("pool-mixer"), block("feed-forward", { hidden: 8, bias: true })];
    const x = randomValues(5 * 6 * 4, 2);
    const stage = items.map((item): Item => ({ kind: "residual", norm, body: [item], scale }));
    expect([...float64Trunk(stage, [5, 6, 4], x).values]).toEqual([...x]);
  });

  test("the norm takes mean and variance over the whole map", () => {
    const x = randomValues(3 * 5 * 2, 8).map((value) => 3 * value + 1);
    const { values } = float64Trunk([block("norm", { form: "map", bias: true, eps: 1e-12 })], [3, 5, 2], x);
    const mean = x.reduce((sum, value) => sum + value) / x.length;
    const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length);
    values.forEach((value, i) => expect(value).toBeCloseTo((x[i] - mean) / deviation, 9));
  });
});

/** Two stages on images of 8 x 8, small enough for central differences. */
const tiny = (mixer: Mixer): ArchitectureDocument =>
  onImagesOf(metaFormer(mixer, { ...METAFORMER_MINI, depths: [1, 1], widths: [32, 32], ratio: 1 }, mixer), 8, 3);

describe("MetaFormers", () => {
  test.each([
    ["poolformer-mini", 585_898],
    ["metaformer-attn-mini", 783_018],
    ["metaformer-dwconv-mini", 591_018],
    ["metaformer-spatial-mini", 656_686],
    ["metaformer-random-mini", 585_898],
    ["metaformer-identity-mini", 585_898],
    ["metaformer-hybrid-mini", 762_442],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  const SMALL = [64, 128, 320, 512];
  const MEDIUM = [96, 192, 384, 768];
  test.each([
    ["S12", [2, 2, 6, 2], SMALL, 11_915_176],
    ["S24", [4, 4, 12, 4], SMALL, 21_388_968],
    ["S36", [6, 6, 18, 6], SMALL, 30_862_760],
    ["M36", [6, 6, 18, 6], MEDIUM, 56_172_520],
    ["M48", [8, 8, 24, 8], MEDIUM, 73_473_448],
  ])("PoolFormer-%s has its published count", (name, depths, widths, count) => {
    const size = { stem: { kernel: 7, stride: 4, padding: 2 }, depths, widths, ratio: 4, layerScale: 1e-5 };
    expect(imageParameters(onImagesOf(metaFormer(name, size, "pool"), 224, 1000))).toBe(count);
  });

  test.each(MIXERS)("%s: gradients agree with central differences", (mixer) => {
    const document = tiny(mixer);
    const images = randomValues(2 * 8 * 8 * 3, 1);
    const { gradients } = float64ImageRun(document, images, [1, 2]);
    const lossAt = (name: string, index: number, step: number): number =>
      float64ImageRun(document, images, [1, 2], {
        isTraining: false,
        weights: (own, initial) =>
          own === name ? initial.map((value, i) => (i === index ? value + step : value)) : undefined,
      }).loss;
    for (const [name, gradient] of gradients) {
      if (gradient.length === 0) continue;
      const index = Math.floor(gradient.length / 2);
      const want = (lossAt(name, index, 1e-5) - lossAt(name, index, -1e-5)) / 2e-5;
      expect(Math.abs(gradient[index] - want), name).toBeLessThan(1e-8 + 1e-6 * Math.abs(want));
    }
  });

  test("the shift before a pool that subtracts its input has no gradient", () => {
    const { gradients } = float64ImageRun(tiny("pool"), randomValues(2 * 8 * 8 * 3, 1), [1, 2]);
    const shifts = [...gradients].filter(([name]) => name.includes("pool-norm") && name.endsWith(".bias"));
    expect(shifts.length).toBe(2);
    for (const [name, gradient] of shifts) expect(Math.max(...gradient.map(Math.abs)), name).toBeLessThan(1e-15);
  });
});
