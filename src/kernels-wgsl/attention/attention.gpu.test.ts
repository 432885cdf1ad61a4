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
async function expectAttentionMatches(test: AttentionCase, isSoftware: boolean, hasQuads = true): Promise<void> {
  const { attributes, mask, size = 1 } = test;
  const inputs = inputsOf(test);
  // Quads are used only where the device's own were probed.
  const traits = { isSoftware, ...(hasQuads ? {} : { hasQuads }) };
  const values = inputs.map((spec, i) =>
    spec.dtype === "i32"
      ? (mask ?? new Float64Array(0))
      : randomValues(sizeOf(spec.shape), i + 1).map((value) => Math.fround(size * value)),
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
    values: Object.fromEntries([...values, o, lse].entries()),
    tolerance: 1e-4,
    traits,
  });
}

const VARIANTS: readonly (readonly [string, boolean, boolean])[] = [
  ["registers with quads", true, true],
  ["registers without quads", true, false],
  ["tiles", false, false],
];

describe.each(VARIANTS)("attention kernel, %s", (_, isSoftware, hasQuads) => {
  const check = (test: AttentionCase): Promise<void> => expectAttentionMatches(test, isSoftware, hasQuads);

  test.each(isSoftware ? [1, 3, 63, 65, 100] : [1, 65])("packed, grouped, causal, T = %i", async (queries) => {
    await check({ batch: 2, queries, attributes: { ...DEFAULTS, kvHeads: 1 } });
  });

  test("packed, full, windowed both ways, one head, large scores", async () => {
    const full = { ...DEFAULTS, isCausal: false };
    await check({ batch: 1, queries: 33, attributes: { ...full, queryHeads: 1, kvHeads: 1 } });
    await check({ batch: 1, queries: 37, attributes: { ...full, window: 3 } });
    await check({ batch: 1, queries: 37, attributes: { ...DEFAULTS, window: 7 } });
    await check({ batch: 1, queries: 20, attributes: { ...DEFAULTS, scale: 16 }, size: 1.2 });
  });

  test("separate and masked, odd widths: cross attention, left padding, rows without keys", async () => {
    // In tiles a thread then owns two vectors of a head.
    const widths = isSoftware ? { headWidth: 5, valueWidth: 3 } : { headWidth: 19, valueWidth: 7 };
    const odd: AttentionAttributes = { ...DEFAULTS, ...widths, isPacked: false, hasKeyMask: true, queryHeads: 4 };
    const leftPadded = Float64Array.from({ length: 34 }, (_, i) => Number(i % 17 > (i < 17 ? 5 : 0)));
    await check({ batch: 2, queries: 17, attributes: odd, mask: leftPadded });
    const cross = { ...odd, isCausal: false, queryOffset: 4, window: 6 };
    await check({ batch: 2, queries: 3, keys: 13, attributes: cross, mask: new Float64Array(26).fill(1) });
    await check({ batch: 1, queries: 5, keys: 9, attributes: { ...odd, queryOffset: 4 }, mask: new Float64Array(9) });
  });
});

test("attention kernel, wide heads in registers: fewer rows per thread", async () => {
  const attributes = { ...DEFAULTS, isPacked: false, headWidth: 36, valueWidth: 20, kvHeads: 1, queryOffset: 6 };
  await expectAttentionMatches({ batch: 1, queries: 35, keys: 41, attributes }, true);
});

test("attention kernel: two runs are equal to the bit", async () => {
  const test = { batch: 2, queries: 65, attributes: { ...DEFAULTS, kvHeads: 1 } };
  const [spec] = inputsOf(test);
  const outputs = attention.infer([spec], test.attributes);
  const inputs = [spec, ...outputs, outputs[0]].map((one, i) => ({
    spec: one,
    values: randomValues(sizeOf(one.shape), i + 1),
  }));
  const [first, second] = [
    await runOnGpu(attentionBackward, inputs, test.attributes),
    await runOnGpu(attentionBackward, inputs, test.attributes),
  ];
  expect([...second.outputs[0]]).toEqual([...first.outputs[0]]);
});

describe.each([
  ["quads", true],
  ["registers", false],
])("attention's starters by %s", (_, hasQuads) => {
  const traits = { isSoftware: true, ...(hasQuads ? {} : { hasQuads }) };

  /** Outputs of both passes, by the kernels themselves or by their starters. */
  async function outputs(test: AttentionCase, usesStarters: boolean): Promise<readonly (readonly Float64Array[])[]> {
    const specs = inputsOf(test);
    const results = attention.infer(specs, test.attributes);
    const mask = test.mask ?? new Float64Array(0);
    const given = [...specs, ...results, results[0]].map((spec, i) => ({
      spec,
      values: spec.dtype === "i32" ? mask : randomValues(sizeOf(spec.shape), i + 1),
    }));
    const options = { traits, usesStarters };
    const forward = await runOnGpu(attention, given.slice(0, specs.length), test.attributes, options);
    const backward = await runOnGpu(attentionBackward, given, test.attributes, options);
    expect([...forward.brokenGuards, ...backward.brokenGuards]).toEqual([]);
    return [forward.outputs, backward.outputs];
  }

  const odd: AttentionAttributes = { ...DEFAULTS, headWidth: 5, valueWidth: 3, isPacked: false, hasKeyMask: true };
  const mask = Float64Array.from({ length: 34 }, (_unused, i) => Number(i % 17 > (i < 17 ? 5 : 0)));
  test.each<[string, AttentionCase]>([
    ["grouped and causal", { batch: 2, queries: 65, attributes: { ...DEFAULTS, kvHeads: 1 } }],
    ["windowed", { batch: 1, queries: 37, attributes: { ...DEFAULTS, window: 7 } }],
    ["masked, of odd widths", { batch: 2, queries: 17, attributes: odd, mask }],
  ])("give the bits of the kernels they stand in for: %s", async (_name, test) => {
    expect(await outputs(test, true)).toEqual(await outputs(test, false));
  });
});
