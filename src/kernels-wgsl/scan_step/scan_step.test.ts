import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, sizeOf, u32, type TensorSpec } from "../_kernel/operator.ts";
import { FORWARD } from "../_kernel/scan-order.ts";
import { selectiveScan } from "../selective_scan/kernel.ts";
import { ssdScan } from "../ssd_scan/kernel.ts";
import { scanStep } from "./kernel.ts";

const [LENGTH, CHANNELS, CELLS] = [7, 12, 5];

const FORMS: readonly {
  name: string;
  heads: number;
  groups: number;
  rates: readonly number[];
  whole: (inputs: readonly Float64Array[], specs: readonly TensorSpec[]) => Float64Array;
}[] = [
  {
    name: "selective_scan",
    heads: CHANNELS,
    groups: 1,
    rates: [CHANNELS, CELLS],
    whole: (inputs, specs) => selectiveScan.reference(inputs, { order: FORWARD }, specs)[0],
  },
  {
    name: "ssd_scan",
    heads: 4,
    groups: 2,
    rates: [4],
    whole: (inputs, specs) => ssdScan.reference(inputs, { order: FORWARD, groups: 2 }, specs)[0],
  },
];

describe.each(FORMS)("against $name", ({ heads, groups, rates, whole }) => {
  test("token by token, from a state full of rubbish", () => {
    const specs = [f32(1, LENGTH, CHANNELS), f32(1, LENGTH, heads), f32(1, LENGTH, 2 * groups * CELLS), f32(...rates)];
    const inputs = specs.map(({ shape }, i) => {
      const values = randomValues(sizeOf(shape), i + 1);
      return i === 1 ? values.map(Math.abs) : i === 3 ? values.map((value) => -Math.abs(value)) : values;
    });
    const want = whole(inputs, specs);
    let state = new Float64Array(CHANNELS * CELLS).fill(1e6);
    for (let t = 0; t < LENGTH; t++) {
      const row = (i: number): Float64Array => {
        const width = specs[i].shape[2];
        return inputs[i].subarray(t * width, (t + 1) * width);
      };
      const rowSpecs = [
        ...[0, 1, 2].map((i) => f32(1, 1, specs[i].shape[2])),
        specs[3],
        u32(1),
        f32(1, CHANNELS, CELLS),
      ];
      const given = [row(0), row(1), row(2), inputs[3], Float64Array.of(t), state];
      const [y, next] = scanStep.reference(given, { groups }, rowSpecs);
      y.forEach((value, e) => expect(value).toBeCloseTo(want[t * CHANNELS + e], 12));
      state = Float64Array.from(next);
    }
  });
});

test("shapes that do not fit are refused with what would", () => {
  const inputs = [f32(1, 1, 6), f32(1, 1, 4), f32(1, 1, 8), f32(4), u32(1), f32(1, 6, 4)];
  expect(() => scanStep.infer(inputs, { groups: 1 })).toThrow("x [1, 1, E], steps [1, 1, H]");
});
