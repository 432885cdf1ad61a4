import { describe, expect, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, sizeOf, type DeviceTraits, type TensorSpec } from "../_kernel/operator.ts";
import type { Program } from "../elementwise/program.ts";
import { MATMUL_CLASSES } from "./candidates.ts";
import { matmul } from "./kernel.ts";

const variantsOf = (tile: string): Record<string, string> =>
  Object.fromEntries(MATMUL_CLASSES.map((name) => [name, tile]));

/** Every family of kernels, forced by what the device is said to have. */
const FAMILIES: readonly (readonly [string, Partial<DeviceTraits>])[] = [
  ["quad tiles", {}],
  ["register tiles", { hasQuads: false }],
  ["workgroup tiles", { isSoftware: false }],
];
/** The same text as the workgroup tiles above: its sums and edges are tried, its epilogue is theirs. */
const TUNED: readonly (readonly [string, Partial<DeviceTraits>])[] = [
  ["workgroup tiles of 8 x 8 a thread", { isSoftware: false, variants: variantsOf("shared 64x64 by 8x8") }],
];

// Rounding of a sum of k products of values in (-1, 1): about 2^-24 sqrt(k) of the result's RMS per element, times a margin
// of eight for the worst of some thousand elements.
const toleranceOf = (k: number): number => Math.min(1e-5, 8 * 2 ** -24 * Math.sqrt(k));

const LAYOUTS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

const SHAPES = [
  [1, 1, 1],
  [3, 63, 65],
  [65, 3, 100],
  [100, 36, 12],
  [1, 4, 4],
  [132, 60, 300],
  [36, 20, 516],
] as const;

const NN = { transposeA: false, transposeB: false };

describe.each([...FAMILIES, ...TUNED])("matmul by %s", (_, traits) => {
  test.each(LAYOUTS)("transposes %s, %s", async (transposeA, transposeB) => {
    for (const [m, n, k] of SHAPES) {
      const inputs = [transposeA ? f32(k, m) : f32(m, k), transposeB ? f32(n, k) : f32(k, n)];
      const attributes = { transposeA, transposeB };
      await expectKernelMatches(matmul, { inputs, attributes, tolerance: toleranceOf(k), traits });
    }
  });

  test("batches, equal and broadcast", async () => {
    const cases: readonly (readonly [TensorSpec, TensorSpec])[] = [
      [f32(2, 3, 8, 12), f32(2, 3, 12, 20)],
      [f32(2, 1, 8, 12), f32(3, 12, 20)],
      [f32(5, 9, 12), f32(12, 20)],
      [f32(8, 12), f32(3, 12, 20)],
      [f32(1, 3, 6, 1), f32(4, 1, 1, 10)],
    ];
    for (const inputs of cases) {
      await expectKernelMatches(matmul, { inputs, attributes: NN, tolerance: toleranceOf(12), traits });
    }
  });
});

const BIAS_RESIDUAL: Program = {
  operands: ["full", "full", "tail", "head", "scalar"],
  instructions: [
    { row: "add", arguments: [0, 2] },
    { row: "silu", arguments: [5] },
    { row: "multiply", arguments: [6, 3] },
    { row: "multiply", arguments: [7, 4] },
    { row: "add", arguments: [8, 1] },
  ],
  results: [5, 9],
};

describe.each(FAMILIES)("matmul's epilogue by %s", (_, traits) => {
  // One split and one unsplit reduction, each with extents that divide by four and extents that do not.
  test.each([
    [33, 20, 16],
    [33, 19, 13],
    [20, 16, 400],
    [20, 15, 401],
  ])("bias, activation, gains and residual, two results: %i x %i x %i", async (m, n, k) => {
    const inputs = [f32(m, k), f32(k, n), f32(m, n), f32(n), f32(m, 1), f32(1)];
    const attributes = { ...NN, program: BIAS_RESIDUAL };
    await expectKernelMatches(matmul, { inputs, attributes, tolerance: toleranceOf(k), traits });
  });
});

describe.each(FAMILIES)("matmul's row sums by %s", (_, traits) => {
  // Whole and split reductions, with extents that divide by four and extents that do not, more rows than a tile.
  test.each([
    [33, 20, 16],
    [36, 20, 516],
    [132, 60, 300],
    [65, 3, 401],
    [1, 1, 1],
  ])("beside the product: %i x %i x %i", async (m, n, k) => {
    const inputs = [f32(k, m), f32(k, n)];
    const attributes = { transposeA: true, transposeB: false, rowSums: true };
    await expectKernelMatches(matmul, { inputs, attributes, tolerance: toleranceOf(k), traits });
  });
});

describe("matmul reruns", () => {
  test("are bit-identical, split reductions included", async () => {
    const inputs = [f32(1000, 24), f32(1000, 16)].map((spec, i) => ({
      spec,
      values: randomValues(1000 * 24, i).slice(0, 1000 * spec.shape[1]),
    }));
    const attributes = { transposeA: true, transposeB: false };
    const [first, second] = [await runOnGpu(matmul, inputs, attributes), await runOnGpu(matmul, inputs, attributes)];
    expect(first.launches.length).toBe(2);
    expect(second.outputs).toEqual(first.outputs);
  });
});

describe.each(["quads 8x8", "quads 8x4"])("matmul's starters of %s", (tile) => {
  const traits = { variants: variantsOf(tile) };

  // Whole and split reductions, extents beside the tiles' multiples; epilogue with two results; row sums.
  test.each([
    [33, 20, 16],
    [132, 60, 300],
    [36, 20, 516],
  ])("give the bits of the kernels they stand in for: %i x %i x %i", async (m, n, k) => {
    const epilogue = [f32(m, n), f32(n), f32(m, 1), f32(1)];
    const cases = [
      { inputs: [f32(m, k), f32(k, n), ...epilogue], attributes: { ...NN, program: BIAS_RESIDUAL } },
      { inputs: [f32(m, k), f32(n, k), ...epilogue], attributes: { ...NN, transposeB: true, program: BIAS_RESIDUAL } },
      { inputs: [f32(m, k), f32(n, k)], attributes: { ...NN, transposeB: true } },
      { inputs: [f32(k, m), f32(k, n)], attributes: { ...NN, transposeA: true, rowSums: m % 4 === 0 } },
    ];
    for (const { inputs, attributes } of cases) {
      const given = inputs.map((spec, i) => ({ spec, values: randomValues(sizeOf(spec.shape), i + 1) }));
      if (attributes.transposeA && m % 4 !== 0) continue;
      const whole = await runOnGpu(matmul, given, attributes, { traits });
      const started = await runOnGpu(matmul, given, attributes, { traits, usesStarters: true });
      expect(whole.launches.some(({ starter }) => starter !== undefined)).toBe(true);
      expect(started.brokenGuards).toEqual([]);
      expect(started.outputs).toEqual(whole.outputs);
    }
  });
});
