import { describe, expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { BLOCK_FLOATS, REFERENCE_STEP } from "../../../kernels-wgsl/_optimizer/update.ts";
import { adamwReference } from "../../../kernels-wgsl/adamw/reference.ts";
import { blockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { readDocument } from "../../document/validate.ts";
import { geluDecoder } from "../../presets/gelu-decoders.ts";
import { presetById } from "../../presets/index.ts";
import { CATALOGUE } from "../index.ts";

const X = { shape: [2, 5, 12], values: randomValues(120, 1) };

describe("memory attention", () => {
  test("parameter formula: 3 (K 2^tau D + D), and D^2 for a dense output", () => {
    for (const bits of [2, 3, 4, 6]) {
      const { parameters } = blockRun("memory-attention", { heads: 2, bits, position: "none" }, X);
      const count = [...parameters].reduce((sum, [name, values]) => sum + (name === "x" ? 0 : values.length), 0);
      expect(count).toBe(3 * ((12 / bits) * 2 ** bits * 12 + 12));
    }
    const dense = blockRun("memory-attention", { heads: 2, outputProjection: "dense" }, X);
    expect(dense.parameters.get("wo")).toHaveLength(144);
  });

  test("parameters of a whole block at every width of the specification", () => {
    const block = (id: string, layers: number, vocabulary: number, width: number): number => {
      const checked = readDocument(presetById(id).document, CATALOGUE);
      const { parameters } = costOf(checked, { batch: 1, sequenceLength: 8 });
      return (parameters - 2 * vocabulary * width - width) / layers;
    };
    expect(block("memoryformer-pico", 2, 256, 48)).toBe(78_840);
    expect(block("memoryformer-nano", 3, 256, 96)).toBe(314_352);
    expect(block("memoryformer-nano-bits-6", 3, 256, 96)).toBe(820_160);
    expect(block("memoryformer-micro", 4, 2048, 96)).toBe(314_352);
  });

  test("rows not hit have zero gradient, those hit have one", () => {
    const { parameters, gradients } = blockRun("memory-attention", { heads: 2, bits: 6 }, X, {
      incoming: randomValues(120, 2),
    });
    const table = gradients.get("table_q") ?? new Float64Array();
    expect(table).toHaveLength(parameters.get("table_q")?.length ?? 0);
    // 10 tokens pick at most 20 of the values' 2 x 64 rows.
    const valueRows = Array.from({ length: 128 }, (_, row) => table.subarray((256 + row) * 12, (257 + row) * 12));
    const hit = valueRows.filter((row) => row.some((value) => value !== 0)).length;
    expect(hit).toBeGreaterThan(0);
    expect(hit).toBeLessThanOrEqual(20);
  });

  test("rows not hit have unchanged weights after a step, those hit have moved", () => {
    const { parameters, gradients, declarations } = blockRun("memory-attention", { heads: 2, bits: 6 }, X, {
      incoming: randomValues(120, 2),
    });
    const [table, gradient] = [parameters, gradients].map((named) => named.get("table_q")!);
    const { decay, learningRateScale } = declarations.find(({ parts }) => parts[0].name === "table_q")!;
    const [zeros, groups] = [new Float64Array(table.length), Float64Array.of(decay ? 0.1 : 0, learningRateScale, 0, 0)];
    const groupOfBlock = new Float64Array(Math.ceil(table.length / BLOCK_FLOATS));
    const inputs = [table, gradient, zeros, zeros, groupOfBlock, groups, Float64Array.of(1, 1)];
    const adamw = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decoupled: true };
    const [moved] = adamwReference(inputs, adamw, REFERENCE_STEP);
    for (let row = 0; row < table.length / 12; row++) {
      const [before, after, push] = [table, moved, gradient].map((values) => values.subarray(12 * row, 12 * (row + 1)));
      if (push.every((value) => value === 0)) expect(after).toEqual(before);
      else expect(after).not.toEqual(before);
    }
  });

  test("does not look ahead", () => {
    const later = Float64Array.from(X.values);
    for (let c = 0; c < 12; c++) later[4 * 12 + c] = -later[4 * 12 + c];
    const [before, after] = [X.values, later].map(
      (values) => blockRun("memory-attention", { heads: 2 }, { ...X, values }).y,
    );
    expect(after.subarray(0, 48)).toEqual(before.subarray(0, 48));
    expect(after.subarray(48, 60)).not.toEqual(before.subarray(48, 60));
  });

  test("FLOP counter: multiply-adds of the projections are about 1/tau of the dense ones", () => {
    const flops = (document: Parameters<typeof readDocument>[0]): number =>
      costOf(readDocument(document, CATALOGUE), { batch: 2, sequenceLength: 8 })
        .blocks.filter(({ node }) => node.endsWith("attn") || node.endsWith("ffn"))
        .reduce((sum, block) => sum + block.flopsPerTokenForward, 0);
    const dense = flops(geluDecoder("dense", { vocabulary: 256, width: 96, layers: 3, heads: 6 }));
    const tables = flops(presetById("memoryformer-nano").document);
    // 12,672 against 110,592 multiply-adds, and the hashes.
    expect(tables / dense).toBeGreaterThan(0.11);
    expect(tables / dense).toBeLessThan(0.17);
  });

  test("says what is wrong with bits: a divisor, or a table too large for the device", () => {
    const width = (knobs: object, channels: number) => () =>
      readDocument(
        {
          ...presetById("memoryformer-nano").document,
          trunk: [
            { kind: "token-embedding", knobs: { width: channels } },
            { kind: "residual", body: [{ kind: "memory-attention", knobs }] },
          ],
        },
        CATALOGUE,
      );
    expect(width({ bits: 5 }, 96)).toThrow(
      "5 bits do not cut the width 96 into whole chunks; the nearest legal values are 4 or 6.",
    );
    expect(width({ bits: 10, heads: 10 }, 1280)).toThrow(
      /take 1920 MiB, more than the 128 MiB .* the nearest legal value is 5/,
    );
  });
});
