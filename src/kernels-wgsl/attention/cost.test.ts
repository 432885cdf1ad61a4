import { describe, expect, test } from "vitest";
import { addCounters, flopsOf, type Counters } from "../../lib/counters.ts";
import { f32, PORTABLE_TRAITS, type DeviceTraits, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import type { AttentionAttributes } from "./attention-shape.ts";
import { attention, attentionBackward } from "./kernel.ts";

const BASE: AttentionAttributes = {
  queryHeads: 6,
  kvHeads: 3,
  headWidth: 16,
  valueWidth: 8,
  isCausal: true,
  window: null,
  scale: 0.25,
  queryOffset: 0,
  isPacked: true,
  hasKeyMask: false,
};
const QUADS: DeviceTraits = { ...PORTABLE_TRAITS, isSoftware: true, hasQuads: true };
const VARIANTS = [PORTABLE_TRAITS, QUADS, { ...QUADS, hasQuads: false }];

function countersOf(attributes: AttentionAttributes, batch: number, tokens: number, traits: DeviceTraits): Counters[] {
  let id = 0;
  const tensors = (specs: readonly TensorSpec[]): Tensor[] => specs.map((spec) => ({ ...spec, id: id++ }));
  const { queryHeads, kvHeads, headWidth, valueWidth } = attributes;
  const qkv = f32(batch, tokens, (queryHeads + kvHeads) * headWidth + kvHeads * valueWidth);
  const outputs = attention.infer([qkv], attributes);
  const application = { inputs: tensors([qkv]), outputs: tensors(outputs), attributes };
  const backward = {
    inputs: tensors([qkv, ...outputs, outputs[0]]),
    outputs: tensors([qkv]),
    attributes,
  };
  const scratch = tensors(attentionBackward.scratch?.(backward.inputs, attributes, traits) ?? []);
  return [...attention.lower(application, [], traits), ...attentionBackward.lower(backward, scratch, traits)].map(
    (launch) => launch.counters,
  );
}

/** Counts pair by pair, row by row, as the equations are written. */
function countByHand(
  { queryHeads, kvHeads, headWidth: D, valueWidth: Dv, isCausal, window }: AttentionAttributes,
  batch: number,
  tokens: number,
): number[][] {
  const [forward, rows, columns] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  const add = (to: number[], ...counts: number[]): void => counts.forEach((count, i) => (to[i] += count));
  for (let head = 0; head < batch * queryHeads; head++) {
    for (let i = 0; i < tokens; i++) {
      for (let j = 0; j < tokens; j++) {
        if ((isCausal && j > i) || (window !== null && Math.abs(i - j) >= window)) continue;
        // Score, maximum, exponential, sum, value.
        add(forward, D, D - 1);
        add(forward, 0, 2, 1);
        add(forward, Dv, Dv + 1);
        for (const backward of [rows, columns]) {
          // Score minus lse, exponential, value product minus delta, their product, key (query) scaled and added.
          add(backward, D, D, 1);
          add(backward, Dv, Dv);
          add(backward, 1 + D, D);
        }
        add(columns, Dv, Dv);
      }
      // The scaled query, the sum's inverse and logarithm, the scaled output.
      add(forward, D + Dv, 1, 2);
      add(rows, 2 * D + Dv, Dv);
    }
  }
  add(columns, 2 * D * batch * kvHeads * tokens);
  return [forward, rows, columns];
}

describe("attention counters", () => {
  test.each([
    [1, 1, {}],
    [2, 7, {}],
    [1, 40, { window: 5 }],
    [1, 33, { isCausal: false, window: 4 }],
    [2, 19, { isCausal: false, kvHeads: 1 }],
  ])("arithmetic equals a count by hand: batch %i, %i tokens, %j", (batch, tokens, changes) => {
    const attributes = { ...BASE, ...changes };
    for (const traits of VARIANTS) {
      const got = countersOf(attributes, batch, tokens, traits).map((c) => [c.multiplies, c.adds, c.specials]);
      expect(got).toEqual(countByHand(attributes, batch, tokens));
    }
  });

  test("short sequences take registers on every device, longer ones tiles on GPUs", () => {
    const tileBytes = (tokens: number): number[] =>
      countersOf(BASE, 3, tokens, PORTABLE_TRAITS).map(({ workgroupBytes }) => workgroupBytes);
    expect(tileBytes(16)).toEqual([0, 0, 0]);
    expect(Math.min(...tileBytes(17))).toBeGreaterThan(0);
  });

  test("arithmetic is proportional to the query heads", () => {
    const flops = (queryHeads: number): number =>
      flopsOf(countersOf({ ...BASE, queryHeads, kvHeads: 2 }, 1, 50, QUADS)[0]);
    expect(flops(8) / flops(4)).toBe(2);
  });

  test("causal attention looks at (T + 1) / 2 keys on average", () => {
    const pairs = (isCausal: boolean): number =>
      countersOf({ ...BASE, isCausal }, 1, 65, QUADS)[1].specials / (65 * BASE.queryHeads);
    expect(pairs(true)).toBe(33);
    expect(pairs(false)).toBe(65);
  });

  test("loads of the quad kernels, counted loop by loop", () => {
    const [batch, tokens, vectors] = [2, 37, 4 + 2];
    const [forward, rows, columns] = countersOf(BASE, batch, tokens, QUADS);
    let bytes = 0;
    for (let start = 0; start < tokens; start += 16) {
      bytes += 16 * 4 * 16; // queries of four threads with four rows each
      for (let j = 0; j <= Math.min(start + 15, tokens - 1); j += 4) bytes += 4 * vectors * 16;
    }
    expect(forward.bytesTouched).toBe(batch * 6 * bytes + forward.bytesWritten);
    bytes = 0;
    for (let start = 0; start < tokens; start += 8) {
      bytes += 8 * ((4 + 2 + 2) * 16 + 4); // q, dO, o, lse
      for (let j = 0; j <= Math.min(start + 7, tokens - 1); j += 4) bytes += 4 * vectors * 16;
    }
    expect(rows.bytesTouched).toBe(batch * 6 * bytes + rows.bytesWritten);
    bytes = 0;
    for (let start = 0; start < tokens; start += 8) {
      bytes += 8 * vectors * 16;
      for (let head = 0; head < 2; head++) {
        for (let i = start; i < tokens; i += 4) bytes += 4 * (vectors * 16 + 8);
      }
    }
    expect(columns.bytesTouched).toBe(batch * 3 * bytes + columns.bytesWritten);
  });

  test("only the tiled kernels use workgroup memory, and every tensor is written once", () => {
    for (const traits of VARIANTS) {
      const all = countersOf(BASE, 1, 64, traits);
      expect(all.every((c) => c.workgroupBytes > 0)).toBe(!traits.isSoftware);
      const total = addCounters(...all);
      // o, lse, two statistics, and the packed gradient.
      expect(total.bytesWritten).toBe(4 * 64 * (6 * 8 + 6 + 2 * 6 + 9 * 16 + 3 * 8));
      expect(total.launches).toBe(3);
    }
  });
});
