import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { tensorAttention, tensorAttentionBackward, type TensorAttentionAttributes } from "./kernel.ts";

const BASE: TensorAttentionAttributes = { heads: 2, headWidth: 8, valueWidth: 4, isCausal: true, scale: 0.35 };

async function expectTensorAttentionMatches(
  batch: number,
  tokens: number,
  attributes: TensorAttentionAttributes,
  isSoftware: boolean,
  size = 1,
): Promise<void> {
  const { heads, headWidth: D, valueWidth: E } = attributes;
  const inputs = [D, D, D, E, E].map((width) => f32(batch, tokens, heads * width));
  const values = inputs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1).map((x) => Math.fround(size * x)));
  const given = Object.fromEntries(values.entries());
  const traits = { isSoftware };
  await expectKernelMatches(tensorAttention, { inputs, attributes, values: given, tolerance: 1e-5, traits });
  const [output, lse] = tensorAttention.reference(values, attributes, inputs);
  // Alone, a token's score has no gradient: with an output that is not its own, nothing cancels.
  const y = tokens === 1 ? output.map((value) => 0.5 * value) : output;
  const outputs = tensorAttention.infer(inputs, attributes);
  await expectKernelMatches(tensorAttentionBackward, {
    inputs: [...inputs, ...outputs, outputs[0]],
    attributes,
    values: { ...given, 5: y, 6: lse },
    tolerance: 5e-5,
    traits,
  });
}

describe.each([
  ["a thread per row", true],
  ["a workgroup per row", false],
])("tensor attention kernel, %s", (_, isSoftware) => {
  test.each([1, 3, 17])("causal, T = %i", async (tokens) => {
    await expectTensorAttentionMatches(2, tokens, BASE, isSoftware);
  });

  test("causal, T = 70: several blocks of lanes", async () => {
    await expectTensorAttentionMatches(1, 70, { ...BASE, heads: 1 }, isSoftware);
  });

  test("full, odd widths, large scores", async () => {
    await expectTensorAttentionMatches(1, 13, { ...BASE, headWidth: 5, valueWidth: 3, isCausal: false }, isSoftware);
    await expectTensorAttentionMatches(1, 9, { ...BASE, scale: 3 }, isSoftware, 2);
  });
});

test("tensor attention kernel: two runs are equal to the bit", async () => {
  const inputs = [8, 8, 8, 4, 4].map((width, i) => {
    const spec = f32(1, 17, 2 * width);
    return { spec, values: randomValues(sizeOf(spec.shape), i + 1) };
  });
  const runs = [await runOnGpu(tensorAttention, inputs, BASE), await runOnGpu(tensorAttention, inputs, BASE)];
  expect([...runs[1].outputs[0]]).toEqual([...runs[0].outputs[0]]);
});
