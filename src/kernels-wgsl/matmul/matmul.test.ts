import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, type DeviceTraits, type TensorSpec } from "../_kernel/operator.ts";
import { batchShape, gemmShape, type MatmulAttributes } from "./gemm-shape.ts";
import { matmul } from "./kernel.ts";
import { variantOf } from "./lower.ts";
import { matmulReference } from "./reference.ts";

const LAYOUTS = [false, true].flatMap((transposeA) => [false, true].map((transposeB) => ({ transposeA, transposeB })));
const NN = LAYOUTS[0];

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

describe("matmul reference", () => {
  test("worked numbers", () => {
    const [a, b] = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(1, 0, 2, -1, 0, 3)];
    expect([...matmulReference(a, b, [f32(2, 3), f32(3, 2)], NN)]).toEqual([5, 7, 14, 13]);
    expect([...matmulReference(a, b, [f32(2, 3), f32(2, 3)], LAYOUTS[1])]).toEqual([7, 8, 16, 14]);
  });

  test("transposes are layouts of one product", () => {
    const [m, n, k] = [3, 5, 4];
    const [a, b] = [randomValues(m * k, 1), randomValues(k * n, 2)];
    const want = [...matmulReference(a, b, [f32(m, k), f32(k, n)], NN)];
    for (const layout of LAYOUTS) {
      const left = layout.transposeA ? transposed(a, m, k) : a;
      const right = layout.transposeB ? transposed(b, k, n) : b;
      const specs = [layout.transposeA ? f32(k, m) : f32(m, k), layout.transposeB ? f32(n, k) : f32(k, n)];
      expect([...matmulReference(left, right, specs, layout)]).toEqual(want);
    }
  });

  property.prop([fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: 1, max: 6 })])(
    "is linear in its first operand",
    (factor, m) => {
      const specs = [f32(m, 4), f32(4, 3)];
      const [a, other, b] = [randomValues(4 * m, 1), randomValues(4 * m, 2), randomValues(12, 3)];
      const [whole, left, right] = [a.map((value, i) => value + factor * other[i]), a, other].map((values) =>
        matmulReference(values, b, specs, NN),
      );
      whole.forEach((value, i) => expect(value).toBeCloseTo(left[i] + factor * right[i], 12));
    },
  );
});

describe("row sums", () => {
  test("worked numbers: the sums of a's columns as stored", () => {
    const inputs = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(1, 1, 1)];
    const attributes = { transposeA: true, transposeB: false, rowSums: true };
    const [product, sums] = matmul.reference(inputs, attributes, [f32(3, 2), f32(3, 1)]);
    expect([[...product], [...sums]]).toEqual([[9, 12], [9, 12]]); // prettier-ignore
  });

  test("are refused where a is not stored [K, M]", () => {
    expect(() => matmul.infer([f32(2, 3), f32(3, 2)], { ...NN, rowSums: true })).toThrow("stored [K, M]");
  });
});

describe("matmul shapes", () => {
  test("leading axes broadcast as in numpy", () => {
    expect(batchShape([4, 1, 2, 2], [3, 2, 2])).toEqual([4, 3]);
    expect(() => batchShape([4, 2, 2], [3, 2, 2])).toThrow("4 against 3");
  });

  test("rows of all batches are one product when b is one matrix", () => {
    expect(gemmShape([2, 3, 5, 4], [4, 6], NN)).toMatchObject({ m: 30, batches: 1, batchAxes: [] });
    expect(gemmShape([2, 3, 4, 5], [4, 6], LAYOUTS[2])).toMatchObject({ m: 5, batches: 6 });
  });

  test("axes that advance alike merge", () => {
    expect(gemmShape([2, 3, 5, 4], [2, 3, 4, 6], NN).batchAxes).toEqual([{ extent: 6, aStride: 20, bStride: 24 }]);
    expect(gemmShape([1, 3, 6, 1], [4, 1, 1, 10], NN).batchAxes).toHaveLength(2);
  });

  test("what does not fit is named", () => {
    expect(() => matmul.infer([f32(2, 3), f32(4, 2)], NN)).toThrow("3 columns of a [2, 3] but over 4 rows of b [4, 2]");
    expect(() => matmul.infer([f32(3), f32(3, 2)], NN)).toThrow("reshape vectors first");
  });
});

describe("matmul gradient agrees with central differences", () => {
  test.each(LAYOUTS)("$transposeA, $transposeB", (layout) => {
    const left = layout.transposeA ? [4, 3] : [3, 4];
    const right = layout.transposeB ? [5, 4] : [4, 5];
    const cases: readonly (readonly [number[], number[]])[] = [
      [left, right],
      [[2, 3, ...left], right],
      [left, [2, ...right]],
      [
        [2, 1, ...left],
        [1, 3, ...right],
      ],
      [
        [2, 3, ...left],
        [3, ...right],
      ],
    ];
    for (const [a, b] of cases) {
      const error = checkGradient(matmul, { inputs: [f32(...a), f32(...b)], attributes: layout });
      expect(error.relative, `[${a.join()}] x [${b.join()}]`).toBeLessThan(1e-8);
    }
  });
});

const SOFTWARE: DeviceTraits = { subgroupSize: 4, hasQuads: true, hasF16: false, isSoftware: true };

function lower(inputs: readonly TensorSpec[], attributes: MatmulAttributes, traits: DeviceTraits) {
  let id = 0;
  const tensor = (spec: TensorSpec) => ({ id: id++, ...spec });
  const scratch = matmul.scratch!(inputs, attributes, traits).map(tensor);
  const application = { inputs: inputs.map(tensor), outputs: matmul.infer(inputs, attributes).map(tensor), attributes };
  return matmul.lower(application, scratch, traits);
}

describe("matmul variants", () => {
  test("software adapters take quad tiles, hardware workgroup tiles, odd extents the strided kernel", () => {
    const form = (m: number, n: number, k: number, traits: DeviceTraits) =>
      variantOf([f32(m, k), f32(k, n)], NN, traits).variant.form;
    expect(form(1024, 96, 96, SOFTWARE)).toBe("nn");
    expect(form(5, 3, 7, SOFTWARE)).toBe("strided");
    expect(form(1024, 96, 96, PORTABLE_TRAITS)).toBe("shared");
  });

  test("a small result of a long reduction is split, and the pieces cover it", () => {
    for (const traits of [SOFTWARE, PORTABLE_TRAITS]) {
      const { variant } = variantOf([f32(1000, 96), f32(1000, 96)], { transposeA: true, transposeB: false }, traits);
      expect(variant.splits).toBeGreaterThan(1);
      expect(variant.splits * variant.splitLength).toBeGreaterThanOrEqual(1000);
      expect((variant.splits - 1) * variant.splitLength).toBeLessThan(1000);
    }
  });
});

describe("matmul counters", () => {
  test.each([
    [40, 44, 48],
    [3, 5, 7],
    [130, 36, 256],
  ])("a multiplication and an addition per term: %i x %i x %i", (m, n, k) => {
    for (const traits of [SOFTWARE, PORTABLE_TRAITS]) {
      const launches = lower([f32(m, k), f32(k, n)], NN, traits);
      const multiplies = launches.reduce((sum, launch) => sum + launch.counters.multiplies, 0);
      const adds = launches.reduce((sum, launch) => sum + launch.counters.adds, 0);
      const { variant } = variantOf([f32(m, k), f32(k, n)], NN, traits);
      expect(multiplies).toBe(m * n * k);
      expect(adds).toBe(m * n * k + (variant.splits - 1) * m * n);
      expect(launches[0].counters.bytesRead).toBe(4 * (m * k + k * n));
    }
  });

  test("bytes touched by the quad kernel, thread by thread", () => {
    const [m, n, k] = [40, 36, 48];
    const [launch] = lower([f32(m, k), f32(k, n)], NN, SOFTWARE);
    const { variant } = variantOf([f32(m, k), f32(k, n)], NN, SOFTWARE);
    let loads = 0;
    for (let group = 0; group < launch.workgroups[0]; group++) {
      for (let thread = 0; thread < 4 * variant.waves; thread++) {
        const wave = Math.floor(group / launch.params.tiles_n) * variant.waves + Math.floor(thread / 4);
        if (wave * variant.rows * variant.blocks < m) loads += (k / 4) * (variant.rows + variant.columns) * 4;
      }
    }
    expect(launch.counters.bytesTouched).toBe(4 * loads + 4 * m * n);
  });

  test("workgroup bytes of the tiled kernel, stage by stage", () => {
    const [m, n, k] = [40, 70, 50];
    const specs = [f32(m, k), f32(k, n)];
    const [launch] = lower(specs, NN, PORTABLE_TRAITS);
    const { variant } = variantOf(specs, NN, PORTABLE_TRAITS);
    expect(variant.splits).toBe(1);
    let words = 0;
    for (let group = 0; group < launch.params.tiles; group++) {
      for (let k0 = 0; k0 < k; k0 += 16) {
        words += 16 * (variant.workgroupRows + 64);
        for (let thread = 0; thread < 256; thread++) words += 16 * (variant.rows + 4);
      }
    }
    expect(launch.counters.workgroupBytes).toBe(4 * words);
  });

  test("row sums cost an addition per element of a, in every family, split or not", () => {
    for (const traits of [SOFTWARE, { ...SOFTWARE, hasQuads: false }, PORTABLE_TRAITS]) {
      for (const [m, n, k] of [
        [40, 36, 48],
        [24, 16, 1000],
        [9, 7, 5],
      ]) {
        const inputs = [f32(k, m), f32(k, n)];
        const layout = { transposeA: true, transposeB: false };
        const addsOf = (rowSums: boolean): number =>
          lowerChecked(matmul, inputs, { ...layout, rowSums }, traits).reduce((sum, one) => sum + one.counters.adds, 0);
        const { splits } = variantOf(inputs, layout, traits).variant;
        expect(addsOf(true) - addsOf(false)).toBe(m * k + (splits > 1 ? m * splits : 0));
      }
    }
  });

  test("an epilogue adds its operations and operands", () => {
    const specs = [f32(8, 16), f32(16, 12), f32(12)];
    const program = {
      operands: ["full", "tail"],
      instructions: [{ row: "add", arguments: [0, 1] }],
      results: [2],
    } as const;
    const [plain] = lower(specs.slice(0, 2), NN, SOFTWARE);
    const [biased] = lower(specs, { ...NN, program }, SOFTWARE);
    expect(biased.counters.adds - plain.counters.adds).toBe(96);
    expect(biased.counters.bytesRead - plain.counters.bytesRead).toBe(48);
    expect(biased.counters.bytesTouched - plain.counters.bytesTouched).toBe(4 * 32 * 4);
  });
});
