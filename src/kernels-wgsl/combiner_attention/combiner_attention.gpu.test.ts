import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { regionCount } from "../segment_summary/regions.ts";
import { combinerAttention, combinerAttentionBackward, type CombinerAttributes } from "./kernel.ts";

const BASE: CombinerAttributes = { heads: 2, width: 8, pattern: "fixed", segment: 8, scale: 0.35, hasRegions: true };

const inputsOf = (batch: number, tokens: number, attributes: CombinerAttributes) => {
  const { heads, width, hasRegions } = attributes;
  const qkv = f32(batch, tokens, 3 * heads * width);
  return hasRegions ? [qkv, f32(batch, regionCount(tokens, attributes), 2 * heads * width)] : [qkv];
};

test.each([
  [2, 63, {}],
  [1, 100, { segment: 10, width: 3, heads: 3 }],
  [1, 65, { pattern: "log-n" }],
  [2, 20, { pattern: "log-n", width: 5 }],
  [1, 33, { hasRegions: false }],
  [1, 1, { hasRegions: false }],
] as const)("combiner attention of %i x %i tokens, %o", async (batch, tokens, changes) => {
  const attributes = { ...BASE, ...changes };
  const inputs = inputsOf(batch, tokens, attributes);
  const values = inputs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));
  await expectKernelMatches(combinerAttention, {
    inputs,
    values: Object.fromEntries(values.entries()),
    attributes,
    tolerance: 3e-6,
  });
  const outputs = combinerAttention.infer(inputs, attributes);
  const saved = combinerAttention.reference(values, attributes, inputs);
  await expectKernelMatches(combinerAttentionBackward, {
    inputs: [...inputs, ...outputs, outputs[0]],
    values: Object.fromEntries([...values, ...saved].entries()),
    attributes,
    tolerance: 2e-5,
  });
});

test("two runs are equal to the bit", async () => {
  const inputs = inputsOf(1, 65, BASE).map((spec, i) => ({ spec, values: randomValues(sizeOf(spec.shape), i + 1) }));
  const runs = [await runOnGpu(combinerAttention, inputs, BASE), await runOnGpu(combinerAttention, inputs, BASE)];
  expect([...runs[1].outputs[0]]).toEqual([...runs[0].outputs[0]]);
});
