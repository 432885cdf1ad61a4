import { describe, expect, it } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { writeSafetensors } from "../../lib/safetensors.ts";
import type { StoredTensor } from "../../lib/safetensors.ts";
import { checkGoldenCase } from "./check-case.ts";

type Given = Readonly<Record<string, readonly [shape: readonly number[], values: readonly number[]]>>;

function goldenFile(operator: string, attributes: object, given: Given): Uint8Array {
  const tensors = new Map<string, StoredTensor>(
    Object.entries(given).map(([name, [shape, values]]) => [
      name,
      { dtype: "F32", shape, data: Float32Array.from(values) },
    ]),
  );
  const expected = Object.keys(given).filter((name) => /^(out|grad)\./.test(name));
  const tolerance = Object.fromEntries(expected.map((name) => [name, { rtol: 1e-5, atol: 1e-6 }]));
  return writeSafetensors(tensors, {
    op: operator,
    attrs: JSON.stringify(attributes),
    tolerance: JSON.stringify(tolerance),
  });
}

/** y = x W^T with x [1,3], W [2,3], and its gradients for the incoming gradient (1, 10). */
const LINEAR: Given = {
  "in.x": [
    [1, 3],
    [1, 2, 3],
  ],
  "param.weight": [
    [2, 3],
    [1, 0, -1, 2, 2, 2],
  ],
  "out.y": [
    [1, 2],
    [-2, 12],
  ],
  "gradout.y": [
    [1, 2],
    [1, 10],
  ],
  "grad.x": [
    [1, 3],
    [21, 20, 19],
  ],
  "grad.weight": [
    [2, 3],
    [1, 2, 3, 10, 20, 30],
  ],
};

const gpu = Gpu.open();

describe("checking a golden case", () => {
  it("passes a right one, results and gradients", { timeout: 60_000 }, async () => {
    const report = await checkGoldenCase(goldenFile("linear", { bias: false }, LINEAR), await gpu);
    expect(report).toEqual({ operator: "linear", outcome: "passed", tensors: 3, failures: [] });
  });

  it("names tensor and element of a wrong one", { timeout: 60_000 }, async () => {
    const wrong: Given = {
      ...LINEAR,
      "grad.weight": [
        [2, 3],
        [1, 2, 3, 10, 25, 30],
      ],
    };
    const report = await checkGoldenCase(goldenFile("linear", { bias: false }, wrong), await gpu);
    expect(report.outcome).toBe("failed");
    expect(report.failures).toHaveLength(1);
    expect(report.failures[0]).toMatchObject({ tensor: "grad.weight", index: 4, got: 20, want: 25 });
  });

  it("carries heads across the layouts", { timeout: 60_000 }, async () => {
    // One key per query at T = 1: attention gives the values back, head by head.
    const heads: Given = {
      "in.q": [
        [1, 2, 1, 2],
        [1, 2, 3, 4],
      ],
      "in.k": [
        [1, 2, 1, 2],
        [5, 6, 7, 8],
      ],
      "in.v": [
        [1, 2, 1, 2],
        [9, 10, 11, 12],
      ],
      "out.y": [
        [1, 2, 1, 2],
        [9, 10, 11, 12],
      ],
    };
    const attributes = {
      causal: true,
      n_q_heads: 2,
      n_kv_heads: 2,
      q_offset: 0,
      rope: null,
      scale: null,
      window: null,
    };
    const report = await checkGoldenCase(goldenFile("attention", attributes, heads), await gpu);
    expect(report.failures).toEqual([]);
  });

  it("skips an operator that does not exist here, and never passes it", async () => {
    const report = await checkGoldenCase(goldenFile("no_such_operator", {}, LINEAR), await gpu);
    expect(report).toMatchObject({ operator: "no_such_operator", outcome: "not implemented" });
  });

  it("fails what cannot be read or does not fit", async () => {
    expect(await checkGoldenCase(Uint8Array.of(1, 2, 3), await gpu)).toMatchObject({ outcome: "failed" });
    const misfit: Given = {
      ...LINEAR,
      "in.x": [
        [1, 4],
        [1, 2, 3, 4],
      ],
    };
    const report = await checkGoldenCase(goldenFile("linear", { bias: false }, misfit), await gpu);
    expect(report.outcome).toBe("failed");
    expect(report.failures[0].sentence).toMatch(/matmul/);
  });
});
