import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { f32, i32, PORTABLE_TRAITS, sizeOf, type Tensor } from "../_kernel/operator.ts";
import { crossEntropyReference } from "../cross_entropy/reference.ts";
import { chunkRows } from "./chunks.ts";
import { headCrossEntropy } from "./kernel.ts";

const PLAIN = { ignoreIndex: -100, labelSmoothing: 0 };

describe("chunks of rows", () => {
  test("one chunk where all logits fit, else equal multiples of 16", () => {
    expect(chunkRows(1000, 256, 8 * 2 ** 20)).toEqual([{ firstRow: 0, rows: 1000 }]);
    expect(chunkRows(100, 10, 40 * 50).map(({ rows }) => rows)).toEqual([48, 48, 4]);
    expect(chunkRows(20, 1e6, 100).map(({ rows }) => rows)).toEqual([16, 4]);
  });

  test("cover every row once and stay within the bytes", () => {
    for (const rows of [1, 17, 100, 1023]) {
      const chunks = chunkRows(rows, 65, 65 * 4 * 40);
      expect(chunks.reduce((next, { firstRow, rows: count }) => (firstRow === next ? next + count : NaN), 0)).toBe(
        rows,
      );
      for (const chunk of chunks) expect(chunk.rows).toBeLessThanOrEqual(40);
    }
  });
});

describe("head_cross_entropy reference", () => {
  test("is cross-entropy of the head's logits", () => {
    const [h, weight] = [randomValues(6, 1), randomValues(10, 2)];
    const targets = Float64Array.of(4, -100, 0);
    const specs = [f32(3, 2), f32(5, 2), i32(3)];
    const [loss, , , , logits] = headCrossEntropy.reference([h, weight, targets], PLAIN, specs);
    expect(logits[7]).toBeCloseTo(h[2] * weight[4] + h[3] * weight[5], 14);
    expect(loss[0]).toBe(crossEntropyReference(logits, targets, PLAIN).loss[0]);
  });

  test.each([true, false])("backward agrees with central differences, bias: %s", (hasBias) => {
    const targets = Float64Array.of(6, -100, 0, 3, 6);
    const inputs = [f32(5, 4), f32(7, 4), ...(hasBias ? [f32(7)] : []), i32(5)];
    const error = checkGradient(headCrossEntropy, {
      inputs,
      values: { [inputs.length - 1]: targets },
      attributes: { ignoreIndex: -100, labelSmoothing: 0.1 },
      silentOutputs: [1, 2, 3, 4],
    });
    expect(error.relative).toBeLessThan(1e-6);
  });

  test("never holds more than a chunk of logits", () => {
    const attributes = { ...PLAIN, maxLogitsBytes: 4 * 65 * 32 };
    const specs = [f32(100, 12), f32(65, 12), i32(100)];
    expect(headCrossEntropy.infer(specs, attributes).length).toBe(4);
    const scratch = headCrossEntropy.scratch?.(specs, attributes, PORTABLE_TRAITS) ?? [];
    const tensors = [...specs, ...headCrossEntropy.infer(specs, attributes), ...scratch].map((spec, id): Tensor => ({
      id,
      ...spec,
    }));
    const own = { inputs: tensors.slice(0, 3), outputs: tensors.slice(3, 7), attributes };
    const launches = headCrossEntropy.lower(own, tensors.slice(7), PORTABLE_TRAITS);
    const written = launches.flatMap(({ bindings }) => bindings.filter(({ access }) => access === "read_write"));
    for (const { tensor } of written) expect(sizeOf(tensor.shape)).toBeLessThanOrEqual(65 * 32);
  });

  test("refuses a head of another width", () => {
    expect(() => headCrossEntropy.infer([f32(5, 4), f32(7, 3), i32(5)], PLAIN)).toThrow("head [V, C]");
  });
});
