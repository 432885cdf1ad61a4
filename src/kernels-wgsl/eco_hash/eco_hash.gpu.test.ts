import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { ecoHash, ecoHashBackward, type EcoHashAttributes } from "./kernel.ts";

const inputsOf = (batch: number, tokens: number, { heads, width, bits, anchors }: EcoHashAttributes) => [
  f32(batch, tokens, heads * width),
  f32(heads * (bits + 1 + width), anchors),
];

test.each([
  [1, 1, { heads: 1, width: 2, bits: 4, anchors: 8 }],
  [2, 33, { heads: 3, width: 8, bits: 16, anchors: 25 }],
  [1, 65, { heads: 2, width: 5, bits: 7, anchors: 9 }],
  [1, 3, { heads: 1, width: 128, bits: 64, anchors: 64 }],
] as const)("hash of %i x %i tokens, %o", async (batch, tokens, attributes) => {
  const inputs = inputsOf(batch, tokens, attributes);
  await expectKernelMatches(ecoHash, { inputs, attributes, tolerance: 1e-5 });
  await expectKernelMatches(ecoHashBackward, {
    inputs: [...inputs, ...ecoHash.infer(inputs, attributes)],
    attributes,
    tolerance: 2e-5,
  });
});

test("two runs are equal to the bit", async () => {
  const attributes = { heads: 2, width: 8, bits: 16, anchors: 25 };
  const inputs = inputsOf(1, 20, attributes).map((spec, i) => ({ spec, values: randomValues(sizeOf(spec.shape), i) }));
  const runs = [await runOnGpu(ecoHash, inputs, attributes), await runOnGpu(ecoHash, inputs, attributes)];
  expect([...runs[1].outputs[0]]).toEqual([...runs[0].outputs[0]]);
});
