import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { memoryLookupBackwardScore, memoryLookupBackwardTable } from "./backward.ts";
import { hashCode, hashCodeBackward } from "./hash.ts";
import { memoryLookup } from "./kernel.ts";
import { sortCodesReference } from "./reference.ts";
import { sortCodes } from "./sort.ts";

const codesOf = (length: number, rows: number): Float64Array =>
  randomValues(length, 4).map((value) => Math.min(rows - 1, Math.floor(((value + 1) / 2) * rows)));

const CASES = [
  { tokens: 1, chunks: 1, rows: 2, tables: 1, width: 1 },
  { tokens: 65, chunks: 3, rows: 16, tables: 3, width: 12 },
  { tokens: 100, chunks: 5, rows: 64, tables: 1, width: 7 },
];

describe("hash code kernel", () => {
  // A product of at most 10 factors, each with one exponential.
  test.each([1, 4, 10])("%i bits", async (bits) => {
    for (const score of ["softmax", "l1_softmax"] as const) {
      const attributes = { bits, score, temperature: 0.7 };
      const x = f32(13, 5 * bits);
      await expectKernelMatches(hashCode, { inputs: [x], attributes, tolerance: 3e-6 });
      await expectKernelMatches(hashCodeBackward, { inputs: [f32(13, 5), x], attributes, tolerance: 5e-6 });
    }
  });
});

describe("memory look-up kernels", () => {
  // Sums over at most 5 chunks forward and 100 tokens or 36 columns backward.
  test.each(CASES)("$tokens tokens, $chunks chunks of $rows rows, $tables outputs of $width", async (one) => {
    const { tokens, chunks, rows, tables, width } = one;
    const [codes, scores] = [u32(tokens, chunks), f32(tokens, chunks)];
    const table = f32(tables * chunks, rows, width);
    const dy = f32(tokens, tables * width);
    const own = codesOf(tokens * chunks, rows);
    const looked = [codes, scores, table];
    await expectKernelMatches(memoryLookup, {
      inputs: [...looked, f32(tables * width)],
      values: { 0: own },
      attributes: {},
      tolerance: 2e-6,
    });
    await expectKernelMatches(memoryLookup, { inputs: looked, values: { 0: own }, attributes: {}, tolerance: 2e-6 });
    for (const isSoftware of [true, false]) {
      await expectKernelMatches(memoryLookupBackwardScore, {
        inputs: [dy, codes, table],
        values: { 1: own },
        attributes: {},
        tolerance: 5e-6,
        traits: { isSoftware },
      });
    }
    await expectKernelMatches(sortCodes, { inputs: [codes], values: { 0: own }, attributes: { rows }, tolerance: 0 });
    const [order, starts] = sortCodesReference(own, chunks, rows);
    await expectKernelMatches(memoryLookupBackwardTable, {
      inputs: [dy, codes, scores, u32(chunks, tokens), u32(chunks, rows + 1)],
      values: { 1: own, 3: order, 4: starts },
      attributes: { shape: table.shape },
      tolerance: 5e-6,
    });
  });

  test("the sort is bit-equal over several tiles and one code everywhere", async () => {
    for (const values of [codesOf(390, 6), new Float64Array(390).fill(5)]) {
      const attributes = { rows: 6 };
      await expectKernelMatches(sortCodes, { inputs: [u32(195, 2)], values: { 0: values }, attributes, tolerance: 0 });
    }
  });

  test("two runs of the table gradient give the same bits", async () => {
    const [order, starts] = sortCodesReference(codesOf(300, 4), 3, 4);
    const inputs = [
      { spec: f32(100, 8), values: randomValues(800, 1) },
      { spec: u32(100, 3), values: codesOf(300, 4) },
      { spec: f32(100, 3), values: randomValues(300, 2) },
      { spec: u32(3, 100), values: order },
      { spec: u32(3, 5), values: starts },
    ];
    const attributes = { shape: [3, 4, 8] };
    const [first, second] = [
      await runOnGpu(memoryLookupBackwardTable, inputs, attributes),
      await runOnGpu(memoryLookupBackwardTable, inputs, attributes),
    ];
    expect(first.outputs).toEqual(second.outputs);
  });
});
