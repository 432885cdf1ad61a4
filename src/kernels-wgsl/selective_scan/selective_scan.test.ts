import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { FORWARD, placeOf, type ScanOrder } from "../_kernel/scan-order.ts";
import { scanShape } from "../_scan/shape.ts";
import { applySelectiveScan } from "./apply.ts";
import { selectiveScan, selectiveScanBackward } from "./kernel.ts";
import { scanReference } from "./reference.ts";

const ORDERS: readonly ScanOrder[] = [FORWARD, { isReversed: true, gridRows: 1 }, { isReversed: false, gridRows: 3 }];

const specsOf = (batch: number, length: number, channels: number, state: number): TensorSpec[] => [
  f32(batch, length, channels),
  f32(batch, length, channels),
  f32(batch, length, 2 * state),
  f32(channels, state),
];

/** Positive steps and negative rates, as every use of the operator has them. */
function valuesOf(specs: readonly TensorSpec[]): Record<number, Float64Array> {
  const [x, dt, bc, rates] = specs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));
  return { 0: x, 1: dt.map((v) => 0.6 + 0.5 * v), 2: bc, 3: rates.map((v) => -1.1 + v) };
}

/** The chunked algorithm of the paper in float64: aggregates, a carry over them, then every chunk from its carry. */
function chunked(values: Record<number, Float64Array>, length: number, state: number, chunk: number): number[] {
  const [x, dt, bc, rates] = [values[0], values[1], values[2], values[3]];
  const step = (h: number[], t: number): number[] =>
    h.map((value, n) => Math.exp(dt[t] * rates[n]) * value + dt[t] * bc[t * 2 * state + n] * x[t]);
  const zeros = new Array<number>(state).fill(0);
  const starts = [zeros];
  for (let first = 0; first < length; first += chunk) {
    const last = Math.min(first + chunk, length);
    let local = zeros;
    let span = 0;
    for (let t = first; t < last; t++) [local, span] = [step(local, t), span + dt[t]];
    const carried = starts[starts.length - 1];
    starts.push(local.map((value, n) => value + Math.exp(span * rates[n]) * carried[n]));
  }
  const y: number[] = [];
  starts.slice(0, -1).forEach((start, c) => {
    let h = start;
    for (let t = c * chunk; t < Math.min((c + 1) * chunk, length); t++) {
      h = step(h, t);
      y.push(h.reduce((sum, value, n) => sum + value * bc[t * 2 * state + state + n], 0));
    }
  });
  return y;
}

describe("selective scan", () => {
  test("worked numbers: a = 0.5, x = B = C = 1", () => {
    const tape = new ReferenceTape();
    const ones = (...shape: number[]) => tape.tensor(f32(...shape), new Float64Array(sizeOf(shape)).fill(1));
    const { y } = applySelectiveScan(tape, {
      u: ones(1, 2, 1),
      delta: tape.tensor(f32(1, 2, 1), new Float64Array(2)),
      bc: ones(1, 2, 2),
      rates: tape.tensor(f32(1, 1), Float64Array.of(-1)),
      deltaBias: tape.tensor(f32(1), new Float64Array(1)),
      isSoftplus: true,
      skip: tape.tensor(f32(1), new Float64Array(1)),
      gate: null,
      order: FORWARD,
    });
    [0.693147, 1.039721].forEach((want, t) => expect(tape.valuesOf(y)[t]).toBeCloseTo(want, 6));
  });

  test("worked numbers of the image specification", () => {
    const values = [[1, 2, -1], [1, 0.5, 2], [1, 1, 1, 2, 0.5, 1], [-1]].map((list) => Float64Array.from(list));
    const [y] = selectiveScan.reference(values, { order: FORWARD }, specsOf(1, 3, 1, 1));
    [1, 3.213061, -0.78258].forEach((want, t) => expect(y[t]).toBeCloseTo(want, 6));
  });

  test.each([1, 2, 3, 4, 7, 9])("sequential equals chunked, chunks of %i", (chunk) => {
    for (const length of [1, 5, 11]) {
      const specs = specsOf(1, length, 1, 3);
      const values = valuesOf(specs);
      const [y] = selectiveScan.reference(Object.values(values), { order: FORWARD }, specs);
      chunked(values, length, 3, chunk).forEach((want, t) => expect(y[t]).toBeCloseTo(want, 12));
    }
  });

  test("states are those before every sixteenth step and behind the last", () => {
    const specs = specsOf(1, 35, 2, 1);
    const values = Object.values(valuesOf(specs));
    const [, states] = selectiveScan.reference(values, { order: FORWARD }, specs);
    const upTo = (length: number): Float64Array => {
      const cut = specs.map((spec, i) => (i < 3 ? f32(1, length, spec.shape[2]) : spec));
      const [, shorter] = selectiveScan.reference(
        values.map((all, i) => all.subarray(0, sizeOf(cut[i].shape))),
        { order: FORWARD },
        cut,
      );
      return shorter.subarray(-2);
    };
    expect([...states]).toEqual([0, 0, ...upTo(16), ...upTo(32), ...upTo(35)]);
  });

  test("a permuted scan is gather, scan, scatter", () => {
    const specs = specsOf(2, 12, 2, 2);
    const values = Object.values(valuesOf(specs));
    for (const order of [...ORDERS, { isReversed: true, gridRows: 4 }]) {
      const gather = (all: Float64Array, width: number): Float64Array =>
        all.map((_, i) => {
          const [row, column] = [Math.floor(i / width), i % width];
          return all[(Math.floor(row / 12) * 12 + placeOf(row % 12, 12, order)) * width + column];
        });
      const gathered = values.map((all, i) => (i < 3 ? gather(all, specs[i].shape[2]) : all));
      const [want] = selectiveScan.reference(gathered, { order: FORWARD }, specs);
      const [got] = selectiveScan.reference(values, { order }, specs);
      expect([...gather(got, 2)]).toEqual([...want]);
    }
  });

  test("constant steps, B and C make a convolution with the kernel C a^k B", () => {
    const [length, state] = [9, 2];
    const specs = specsOf(1, length, 1, state);
    const values = valuesOf(specs);
    values[1].fill(0.3);
    for (let t = 0; t < length; t++) values[2].set([0.7, -0.4, 1.2, 0.9], 4 * t);
    const [y] = selectiveScan.reference(Object.values(values), { order: FORWARD }, specs);
    const kernel = Array.from({ length }, (_, k) =>
      [0, 1].reduce((sum, n) => sum + values[2][2 + n] * Math.exp(0.3 * values[3][n]) ** k * values[2][n] * 0.3, 0),
    );
    for (let t = 0; t < length; t++) {
      const want = kernel.slice(0, t + 1).reduce((sum, weight, k) => sum + weight * values[0][t - k], 0);
      expect(y[t]).toBeCloseTo(want, 12);
    }
  });

  property.prop([fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 19 })])(
    "never looks ahead",
    (length, changed) => {
      fc.pre(changed < length);
      const specs = specsOf(1, length, 1, 2);
      const values = valuesOf(specs);
      const [before] = selectiveScan.reference(Object.values(values), { order: FORWARD }, specs);
      for (const i of [0, 1]) values[i][changed] += 1;
      const [after] = selectiveScan.reference(Object.values(values), { order: FORWARD }, specs);
      expect([...after.subarray(0, changed)]).toEqual([...before.subarray(0, changed)]);
    },
  );

  test("steps towards zero keep the state and pass nothing", () => {
    const specs = specsOf(1, 6, 2, 2);
    const values = { ...valuesOf(specs), 1: new Float64Array(12) };
    expect([...selectiveScan.reference(Object.values(values), { order: FORWARD }, specs)[0]]).toEqual(
      new Array<number>(12).fill(0),
    );
  });

  test.each(ORDERS)("gradients agree with central differences, %o", (order) => {
    for (const [length, state] of [
      [3, 1],
      [18, 3],
    ]) {
      const inputs = specsOf(2, length, 2, state);
      const test = { inputs, attributes: { order }, values: valuesOf(inputs), silentOutputs: [1] };
      expect(checkGradient(selectiveScan, test).relative).toBeLessThan(1e-6);
    }
  });

  test("names what does not fit", () => {
    const [x, dt, bc, rates] = specsOf(1, 4, 3, 2);
    const attributes = { order: FORWARD };
    expect(() => selectiveScan.infer([x, dt, bc, f32(2, 2)], attributes)).toThrow("must be [3, cells]");
    expect(() => selectiveScan.infer([x, f32(1, 4, 1), bc, rates], attributes)).toThrow("dt must be [1, 4, 3]");
    expect(() => selectiveScan.infer([x, dt, f32(1, 4, 3), rates], attributes)).toThrow("bc must be [1, 4, 4]");
    expect(() => selectiveScan.infer([x, dt, f32(1, 4, 260), f32(3, 130)], attributes)).toThrow("use 1 to 128");
  });
});

describe("the scan's launches", () => {
  const software = { ...PORTABLE_TRAITS, isSoftware: true };

  test.each([
    ["recurrent", software],
    ["recurrent with quads", { ...software, hasQuads: true }],
    ["chunked", PORTABLE_TRAITS],
  ])("%s keep their promises", (_, traits) => {
    for (const [length, channels, state] of [
      [1, 1, 1],
      [35, 40, 16],
      [64, 70, 5],
    ]) {
      const inputs = specsOf(2, length, channels, state);
      const [y, states] = selectiveScan.infer(inputs, { order: FORWARD });
      lowerChecked(selectiveScan, inputs, { order: FORWARD }, traits);
      lowerChecked(selectiveScanBackward, [...inputs, states, y], { order: FORWARD }, traits);
    }
  });

  test("counters of one channel, two steps, three cells, by hand", () => {
    const inputs = specsOf(1, 2, 1, 3);
    const [forward] = lowerChecked(selectiveScan, inputs, { order: FORWARD }, software);
    // Each step: dt x, and for each cell dt A, a h, u B, C h; a sum for each cell and two for y; three exponentials.
    expect(forward.counters).toMatchObject({ multiplies: 2 * 13, adds: 2 * 5, specials: 6 });
    // Each step x, dt, y and six of B and C; three rates; two borders of three states.
    expect(forward.counters.bytesTouched).toBe(4 * (2 * 9 + 3 + 6));
    const states = scanReference(
      { x: new Float64Array(2), dt: new Float64Array(2), bc: new Float64Array(12), rates: new Float64Array(3) },
      scanShape("selective_scan", inputs, { state: 3, heads: 1, groups: 1, isPerHead: false, order: FORWARD }),
      FORWARD,
    ).states;
    expect(states.length).toBe(6);
    const [sweep, channels, cells] = lowerChecked(
      selectiveScanBackward,
      [...inputs, f32(1, 2, 1, 3), f32(1, 2, 1)],
      { order: FORWARD },
      software,
    );
    expect(sweep.counters).toMatchObject({ multiplies: 2 * 9, adds: 2 * 3, specials: 6 });
    expect(channels.counters).toMatchObject({ multiplies: 2 * (8 * 3 + 3), adds: 2 * 13, specials: 6 });
    // Nine for each cell and step, and dt x for all sixteen unrolled steps of each cell.
    expect(cells.counters).toMatchObject({ multiplies: 2 * 3 * 9 + 3 * 16, adds: 2 * 3 * 5, specials: 6 });
  });

  test("no tensor is as large as length x channels x cells", () => {
    const inputs = specsOf(2, 128, 96, 16);
    const whole = 2 * 128 * 96 * 16;
    const [y, states] = selectiveScan.infer(inputs, { order: FORWARD });
    const backward = [...inputs, states, y];
    for (const traits of [software, PORTABLE_TRAITS]) {
      const made = [
        ...selectiveScan.infer(inputs, { order: FORWARD }),
        ...selectiveScan.scratch!(inputs, { order: FORWARD }, traits),
        ...selectiveScanBackward.scratch!(backward, { order: FORWARD }, traits),
      ];
      for (const spec of made) expect(sizeOf(spec.shape)).toBeLessThanOrEqual(whole / 8);
    }
  });
});
