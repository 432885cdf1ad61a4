import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { compareTensors, expectKernelMatches } from "../_kernel/harness.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { f32, i32, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { attention, attentionBackward, type AttentionAttributes } from "./kernel.ts";
import { EMPTY_LSE } from "./reference.ts";

const DEFAULTS: AttentionAttributes = {
  queryHeads: 2,
  kvHeads: 2,
  headWidth: 16,
  valueWidth: 16,
  isCausal: true,
  window: null,
  scale: 0.25,
  queryOffset: 0,
  isPacked: true,
  hasKeyMask: false,
};

interface AttentionCase {
  readonly batch: number;
  readonly queries: number;
  readonly keys?: number;
  readonly attributes: AttentionAttributes;
  readonly mask?: Float64Array;
  /** Factor of all inputs, to provoke large scores. */
  readonly size?: number;
}

function inputsOf({ batch, queries, keys = queries, attributes }: AttentionCase): TensorSpec[] {
  const { queryHeads, kvHeads, headWidth, valueWidth, isPacked, hasKeyMask } = attributes;
  const rows = [queryHeads * headWidth, kvHeads * headWidth, kvHeads * valueWidth];
  const tensors = isPacked
    ? [f32(batch, queries, rows[0] + rows[1] + rows[2])]
    : [f32(batch, queries, rows[0]), f32(batch, keys, rows[1]), f32(batch, keys, rows[2])];
  return hasKeyMask ? [...tensors, i32(batch, keys)] : tensors;
}

/** Forward, then backward on the reference's own o and lse, both against the float64 reference. */
async function expectAttentionMatches(test: AttentionCase, isSoftware: boolean, hasQuads?: boolean): Promise<void> {
  const { attributes, mask, size = 1 } = test;
  const inputs = inputsOf(test);
  const traits = { isSoftware, ...(hasQuads === undefined ? {} : { hasQuads }) };
  const values = inputs.map((spec, i) =>
    spec.dtype === "i32" ? mask! : randomValues(sizeOf(spec.shape), i + 1).map((value) => Math.fround(size * value)),
  );
  const [o, lse] = attention.reference(values, attributes, inputs);
  const forward = await runOnGpu(
    attention,
    inputs.map((spec, i) => ({ spec, values: values[i] })),
    attributes,
    { traits },
  );
  expect(forward.brokenGuards).toEqual([]);
  expect(compareTensors(forward.outputs[0], o).worst, "o").toBeLessThan(1e-5);
  // Rows without keys carry a sentinel that would drown the others' errors.
  const isSeen = (_: number, i: number): boolean => lse[i] !== EMPTY_LSE;
  expect(compareTensors(forward.outputs[1].filter(isSeen), lse.filter(isSeen)).worst, "lse").toBeLessThan(1e-5);
  const outputs = attention.infer(inputs, attributes);
  await expectKernelMatches(attentionBackward, {
    inputs: [...inputs, ...outputs, outputs[0]],
    attributes,
    values: { ...values, [inputs.length]: o, [inputs.length + 1]: lse },
    tolerance: 1e-4,
    traits,
  });
}

describe.each([
  ["registers with quads", true, undefined],
  ["registers without quads", true, false],
  ["tiles", false, undefined],
])("attention kernel, %s", (_, isSoftware, hasQuads) => {
  test("packed, causal, several lengths with one pipeline", async () => {
    for (const queries of [1, 3, 63, 65, 100]) {
      await expectAttentionMatches({ batch: 2, queries, attributes: DEFAULTS }, isSoftware, hasQuads);
    }
  });
});
