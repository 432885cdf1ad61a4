import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { muon } from "./kernel.ts";
import { batchMatrices, matrixOffsets } from "./matrices.ts";
import { muonReference, orthogonalise } from "./reference.ts";

const SETTINGS = { momentum: 0.9, nesterov: false, beta1: 0.9, beta2: 0.95, epsilon: 1e-8 };

describe("orthogonalise", () => {
  test("a diagonal matrix goes through the scalar polynomial", () => {
    const [x, y] = [0.6, 0.8];
    const iterate = (value: number): number => {
      for (let i = 0; i < 5; i++) value = 3.4445 * value - 4.775 * value ** 3 + 2.0315 * value ** 5;
      return value;
    };
    const result = orthogonalise(Float64Array.of(x, 0, 0, y), 2, 2);
    expect(result[0]).toBeCloseTo(iterate(x), 5);
    expect(result[3]).toBeCloseTo(iterate(y), 5);
    expect(result[1]).toBe(0);
  });

  test("a tall matrix is the transpose of the wide one", () => {
    const [rows, columns] = [5, 3];
    const tall = randomValues(rows * columns, 1);
    const wide = tall.map((_, i) => tall[(i % rows) * columns + Math.floor(i / rows)]);
    const [fromTall, fromWide] = [orthogonalise(tall, rows, columns), orthogonalise(wide, columns, rows)];
    fromTall.forEach((value, i) => expect(value).toBe(fromWide[(i % columns) * rows + Math.floor(i / columns)]));
  });
});

describe("muon reference", () => {
  test("steps by the aspect's root along the direction, and leaves the rest to AdamW", () => {
    const parameters = new Float64Array(128);
    const gradients = Float64Array.from({ length: 128 }, (_, i) => (i === 0 || i === 64 ? 2 : 0));
    const [blocks, groups] = [Float64Array.of(0, 1), Float64Array.of(0, 1, 1, 0, 0, 1, 0, 0)];
    const zero = new Float64Array(128);
    const inputs = [parameters, gradients, zero, zero, blocks, groups, Float64Array.of(1, 1)];
    const matrices = [{ offset: 0, rows: 4, columns: 1 }];
    const step = { ...REFERENCE_STEP, correction1: 10, correction2: 20 };
    const [p, m] = muonReference(inputs, { ...SETTINGS, matrices }, step);
    const [direction] = orthogonalise(Float64Array.of(1, 0, 0, 0), 4, 1);
    expect(m[0]).toBeCloseTo(0.2, 12);
    expect(p[0]).toBeCloseTo(-0.01 * 2 * direction, 7);
    expect(p[64]).toBeCloseTo(-0.01, 7);
  });
});

describe("muon's matrices", () => {
  const matrices = [
    { offset: 0, rows: 4, columns: 8 },
    { offset: 64, rows: 8, columns: 4 },
    { offset: 128, rows: 4, columns: 8 },
  ];

  test("equal shapes form a batch, and the offsets follow the batches", () => {
    expect(batchMatrices(matrices).map(({ first, offsets }) => [first, offsets])).toEqual([
      [0, [0, 128]],
      [2, [64]],
    ]);
    expect([...matrixOffsets(matrices)]).toEqual([0, 128, 64]);
    expect([...matrixOffsets([])]).toEqual([0]);
  });

  test("a matrix outside the arena is refused", () => {
    const specs = [f32(128), f32(128), f32(128), f32(128), u32(2), f32(4), f32(2), u32(3)];
    expect(() => muon.infer(specs, { ...SETTINGS, matrices })).toThrow("4 x 8 at 128 reaches outside");
  });
});
