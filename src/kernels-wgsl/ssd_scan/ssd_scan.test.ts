import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { FORWARD } from "../_kernel/scan-order.ts";
import { scanShape } from "../_scan/shape.ts";
import { selectiveScan } from "../selective_scan/kernel.ts";
import { ssdScan, ssdScanBackward } from "./kernel.ts";
import { ssdMatrixReference } from "./reference.ts";

interface Extents {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
  readonly width: number;
  readonly groups: number;
  readonly state: number;
}

const SMALL: Extents = { batch: 2, length: 18, heads: 4, width: 3, groups: 2, state: 3 };

const specsOf = ({ batch, length, heads, width, groups, state }: Extents): TensorSpec[] => [
  f32(batch, length, heads * width),
  f32(batch, length, heads),
  f32(batch, length, 2 * groups * state),
  f32(heads),
];

function valuesOf(specs: readonly TensorSpec[]): Float64Array[] {
  const [x, dt, bc, rates] = specs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));
  return [x, dt.map((v) => 0.6 + 0.5 * v), bc, rates.map((v) => -1.1 + v)];
}

/** The chunked matrix form: inside a chunk the masked product, across chunks a carried state; one head of width 1. */
function chunkedMatrix([x, dt, bc, rates]: readonly Float64Array[], length: number, state: number, chunk: number) {
  const B = (t: number): Float64Array => bc.subarray(t * 2 * state, t * 2 * state + state);
  const C = (t: number): Float64Array => bc.subarray(t * 2 * state + state, (t + 1) * 2 * state);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, n) => sum + value * b[n], 0);
  let carried = new Float64Array(state);
  const y = new Float64Array(length);
  for (let first = 0; first < length; first += chunk) {
    const last = Math.min(first + chunk, length);
    const cumulative: number[] = [];
    for (let t = first; t < last; t++) cumulative[t] = (t === first ? 0 : cumulative[t - 1]) + dt[t] * rates[0];
    for (let i = first; i < last; i++) {
      y[i] = Math.exp(cumulative[i]) * dot(C(i), carried);
      for (let j = first; j <= i; j++) y[i] += Math.exp(cumulative[i] - cumulative[j]) * dot(C(i), B(j)) * dt[j] * x[j];
    }
    const total = cumulative[last - 1];
    const next = carried.map((value) => Math.exp(total) * value);
    for (let t = first; t < last; t++) {
      B(t).forEach((value, n) => (next[n] += Math.exp(total - cumulative[t]) * dt[t] * value * x[t]));
    }
    carried = next;
  }
  return y;
}

describe("scan with one decay per head", () => {
  test("recurrent equals quadratic: the masked matrix, heads sharing groups", () => {
    const specs = specsOf(SMALL);
    const [x, dt, bc, rates] = valuesOf(specs);
    const shape = scanShape("ssd_scan", specs, { ...SMALL, isPerHead: true, order: FORWARD });
    const [y] = ssdScan.reference([x, dt, bc, rates], { order: FORWARD, groups: 2 }, specs);
    ssdMatrixReference({ x, dt, bc, rates }, shape).forEach((want, i) => expect(y[i]).toBeCloseTo(want, 12));
  });

  test.each([1, 2, 3, 4, 7, 9, 32])("recurrent equals chunked matrix form, chunks of %i", (chunk) => {
    for (const length of [1, 5, 11]) {
      const specs = specsOf({ batch: 1, length, heads: 1, width: 1, groups: 1, state: 2 });
      const values = valuesOf(specs);
      const [y] = ssdScan.reference(values, { order: FORWARD, groups: 1 }, specs);
      chunkedMatrix(values, length, 2, chunk).forEach((want, t) => expect(y[t]).toBeCloseTo(want, 12));
    }
  });

  test("is the selective scan whose channels and cells of a head share steps and rates", () => {
    const extents = { ...SMALL, groups: 1 };
    const specs = specsOf(extents);
    const values = valuesOf(specs);
    const channels = extents.heads * extents.width;
    const head = (e: number): number => Math.floor(e / extents.width);
    const dt = Float64Array.from({ length: sizeOf(specs[0].shape) }, (_, i) => {
      const row = Math.floor(i / channels);
      return values[1][row * extents.heads + head(i % channels)];
    });
    const rates = Float64Array.from(
      { length: channels * extents.state },
      (_, i) => values[3][head(Math.floor(i / extents.state))],
    );
    const [y, states] = ssdScan.reference(values, { order: FORWARD, groups: 1 }, specs);
    const wide = [specs[0], specs[0], specs[2], f32(channels, extents.state)];
    const [want, wantStates] = selectiveScan.reference([values[0], dt, values[2], rates], { order: FORWARD }, wide);
    expect([...y]).toEqual([...want]);
    expect([...states]).toEqual([...wantStates]);
  });

  test.each([{ ...SMALL }, { ...SMALL, groups: 1, length: 3 }, { ...SMALL, heads: 1, groups: 1, width: 1, state: 1 }])(
    "gradients agree with central differences, %o",
    (extents) => {
      const inputs = specsOf(extents);
      const values = Object.fromEntries(valuesOf(inputs).entries());
      for (const order of [FORWARD, { isReversed: true, gridRows: 3 }]) {
        const attributes = { order, groups: extents.groups };
        expect(checkGradient(ssdScan, { inputs, attributes, values, silentOutputs: [1] }).relative).toBeLessThan(1e-6);
      }
    },
  );

  test("names what does not fit", () => {
    const [x, dt, bc, rates] = specsOf(SMALL);
    const attributes = { order: FORWARD, groups: 2 };
    expect(() => ssdScan.infer([x, dt, bc, f32(4, 1)], attributes)).toThrow("must be [heads]");
    expect(() => ssdScan.infer([x, dt, bc, rates], { ...attributes, groups: 3 })).toThrow("do not divide evenly");
    expect(() => ssdScan.infer([x, f32(2, 18, 3), bc, rates], attributes)).toThrow("dt must be [2, 18, 4]");
  });

  test("launches keep their promises; a head's exponential is computed once for all cells", () => {
    const software = { ...PORTABLE_TRAITS, isSoftware: true };
    for (const traits of [software, { ...software, hasQuads: true }, PORTABLE_TRAITS]) {
      for (const extents of [SMALL, { ...SMALL, width: 40, state: 16, length: 40 }]) {
        const inputs = specsOf(extents);
        const attributes = { order: FORWARD, groups: extents.groups };
        const [y, states] = ssdScan.infer(inputs, attributes);
        lowerChecked(ssdScan, inputs, attributes, traits);
        lowerChecked(ssdScanBackward, [...inputs, states, y], attributes, traits);
      }
    }
    const extents = { batch: 1, length: 2, heads: 1, width: 1, groups: 1, state: 3 };
    const [forward] = lowerChecked(ssdScan, specsOf(extents), { order: FORWARD, groups: 1 }, software);
    expect(forward.counters).toMatchObject({ multiplies: 2 * 11, adds: 2 * 5, specials: 2 });
  });
});
