import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { linearAttention, linearAttentionBackward, type LinearAttentionAttributes } from "./kernel.ts";

const BASE: LinearAttentionAttributes = {
  heads: 2,
  keyWidth: 8,
  valueWidth: 4,
  isCausal: true,
  bias: 0,
  eps: 1e-6,
  isBinary: false,
};

async function expectLinearAttentionMatches(
  batch: number,
  tokens: number,
  attributes: LinearAttentionAttributes,
  isSoftware: boolean,
): Promise<void> {
  const { heads, keyWidth, valueWidth, isBinary } = attributes;
  const inputs = [
    f32(batch, tokens, heads * keyWidth),
    f32(batch, tokens, heads * keyWidth),
    f32(batch, tokens, heads * valueWidth),
  ];
  const values = inputs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));
  // Features are positive, codes are +-1.
  for (const i of [0, 1]) values[i] = values[i].map((x) => (isBinary ? (x >= 0 ? 1 : -1) : Math.fround(1.1 + x)));
  const traits = { isSoftware };
  const given = Object.fromEntries(values.entries());
  await expectKernelMatches(linearAttention, { inputs, attributes, values: given, tolerance: 3e-6, traits });
  const [y, z] = linearAttention.reference(values, attributes, inputs);
  const outputs = linearAttention.infer(inputs, attributes);
  await expectKernelMatches(linearAttentionBackward, {
    inputs: [...inputs, ...outputs, outputs[0]],
    attributes,
    values: { ...given, 3: y, 4: z },
    tolerance: 2e-5,
    traits,
  });
}

describe.each([
  ["long chunks", true],
  ["short chunks", false],
])("linear attention kernel, %s", (_, isSoftware) => {
  // A single token is its own mean: without an epsilon worth the name its exact gradients are zero.
  const epsFor = (tokens: number): number => (tokens === 1 ? 1 : 1e-6);

  test.each([1, 3, 63, 65, 100])("causal, T = %i", async (tokens) => {
    await expectLinearAttentionMatches(2, tokens, { ...BASE, eps: epsFor(tokens) }, isSoftware);
  });

  test.each([1, 65])("full, T = %i", async (tokens) => {
    await expectLinearAttentionMatches(2, tokens, { ...BASE, isCausal: false, eps: epsFor(tokens) }, isSoftware);
  });

  test("codes, odd widths, wide keys", async () => {
    await expectLinearAttentionMatches(1, 65, { ...BASE, isBinary: true, bias: 9, eps: 0 }, isSoftware);
    await expectLinearAttentionMatches(1, 33, { ...BASE, keyWidth: 5, valueWidth: 3 }, isSoftware);
    await expectLinearAttentionMatches(1, 20, { ...BASE, heads: 1, keyWidth: 36, valueWidth: 8 }, isSoftware);
  });
});

test("linear attention kernel: two runs are equal to the bit", async () => {
  const inputs = [f32(2, 65, 16), f32(2, 65, 16), f32(2, 65, 8)].map((spec, i) => ({
    spec,
    values: randomValues(sizeOf(spec.shape), i + 1).map((x) => 1.1 + x),
  }));
  const runs = [await runOnGpu(linearAttention, inputs, BASE), await runOnGpu(linearAttention, inputs, BASE)];
  expect([...runs[1].outputs[0]]).toEqual([...runs[0].outputs[0]]);
});
