import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf, type ModelCost } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { wideAttention } from "../../presets/wide-attention.ts";
import { CATALOGUE } from "../index.ts";

const SIZE = { vocabulary: 256, width: 96 };
const costAt = (layers: number, ffnBudget: "per-layer" | "constant-total", totalHeads = 24): ModelCost =>
  costOf(readDocument(wideAttention("wide", SIZE, { totalHeads, layers, headWidth: 16, ffnBudget }), CATALOGUE), {
    batch: 1,
    sequenceLength: 16,
  });
const parametersOf = ({ blocks }: ModelCost, node: string): number =>
  blocks.filter((block) => block.node === node).reduce((sum, block) => sum + block.parameters, 0);

describe("wide attention", () => {
  test("attention parameter total identical across L, feed-forward proportional to L", () => {
    for (const layers of [1, 2, 3, 4, 6, 12, 24]) {
      const cost = costAt(layers, "per-layer");
      expect(parametersOf(cost, "layers.attn")).toBe(147_456);
      expect(parametersOf(cost, "layers.ffn")).toBe(layers * 73_728);
      expect(cost.stateFloats).toBe(2 * 24 * 16 * 16);
    }
  });

  test("L = A gives one head per layer; a prime A has L = 1 and L = A only", () => {
    const document = wideAttention("deep", SIZE, { totalHeads: 7, layers: 7, headWidth: 16 });
    expect(JSON.stringify(document)).toContain('"heads":1,"headWidth":16');
    expect(parametersOf(costAt(7, "per-layer", 7), "layers.attn")).toBe(4 * 96 * 7 * 16);
    expect(() => costAt(2, "per-layer", 7)).toThrow(/whole number from 1 to 256; it is 3.5/);
  });

  test("a block with H dh = D equals LM-base attention with Hkv = Hq", () => {
    const x = { shape: [1, 4, 24], values: randomValues(96, 1) };
    const wide = blockRun("attention", { heads: 3, headWidth: 8, start: "width-scaled" }, x).y;
    expect(wide).toEqual(blockRun("attention", { heads: 3 }, x).y);
  });

  test("the output matrix of a wider layer starts smaller, so that the stream's variance stays", () => {
    const x = { shape: [1, 2, 8], values: randomValues(16, 1) };
    const rms = (start: "depth-scaled" | "width-scaled"): number => {
      const wo =
        blockRun("attention", { heads: 16, headWidth: 8, start }, x).parameters.get("wo") ?? new Float64Array();
      return Math.sqrt(wo.reduce((sum, value) => sum + value * value, 0) / wo.length);
    };
    expect(rms("depth-scaled") / rms("width-scaled")).toBeCloseTo(4, 10);
  });

  test("latency harness counts launches: they fall with L", () => {
    const launches = [1, 2, 3, 6].map((layers) => costAt(layers, "per-layer").forward.launches);
    // Not a multiple: products of few rows are split into more launches in some places than in others.
    launches.slice(1).forEach((deeper, i) => expect(deeper).toBeGreaterThan(launches[i] + 4));
    expect(launches[3]).toBeGreaterThan(3 * launches[0]);
  });

  test("feed-forward constant-total mode gives equal totals within rounding", () => {
    for (const layers of [1, 2, 3, 4, 6, 12, 24]) {
      expect(parametersOf(costAt(layers, "constant-total"), "layers.ffn")).toBe(294_912);
    }
  });

  test("counts of the sweep that was measured", () => {
    const count = (id: string): number =>
      costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength: 4 }).parameters;
    expect(["wide-pico-1x12", "wide-pico-2x6", "wide-pico-4x3"].map(count)).toEqual([61_584, 80_112, 117_168]);
  });
});
