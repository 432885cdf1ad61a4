import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { FORWARD, placeOf } from "../_kernel/scan-order.ts";
import { conv1dWeightBackward } from "./backward-weight.ts";
import { conv1dActivationBackward, conv1dCausal, type ConvAttributes } from "./kernel.ts";

const PLAIN: ConvAttributes = { activation: "identity", order: FORWARD };
const SILU: ConvAttributes = { activation: "silu", order: FORWARD };

describe("causal depthwise convolution", () => {
  test("worked numbers: taps 1, 10, 100 and bias 0.5 on 1, 2, 3", () => {
    const inputs = [Float64Array.of(1, 2, 3), Float64Array.of(1, 10, 100), Float64Array.of(0.5)];
    const specs = [f32(1, 3, 1), f32(1, 3), f32(1)];
    expect([...conv1dCausal.reference(inputs, PLAIN, specs)[0]]).toEqual([100.5, 210.5, 321.5]);
    const reversed = { ...PLAIN, order: { isReversed: true, gridRows: 1 } };
    expect([...conv1dCausal.reference(inputs, reversed, specs)[0]]).toEqual([123.5, 230.5, 300.5]);
  });

  test("a path down the columns of a grid visits every position once", () => {
    const order = { isReversed: false, gridRows: 2 };
    expect([0, 1, 2, 3, 4, 5].map((t) => placeOf(t, 6, order))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(() => conv1dCausal.infer([f32(1, 5, 2), f32(2, 3)], { ...PLAIN, order })).toThrow("must divide 5");
  });

  property.prop([fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 8 })])(
    "never looks ahead",
    (length, taps, changed) => {
      fc.pre(changed < length);
      const specs = [f32(1, length, 2), f32(2, taps), f32(2)];
      const values = specs.map((spec, i) =>
        randomValues(
          spec.shape.reduce((a, b) => a * b),
          i,
        ),
      );
      const [before] = conv1dCausal.reference(values, SILU, specs);
      values[0][2 * changed] += 1;
      const [after] = conv1dCausal.reference(values, SILU, specs);
      expect([...after.subarray(0, 2 * changed)]).toEqual([...before.subarray(0, 2 * changed)]);
    },
  );

  test.each([
    { length: 1, taps: 4 },
    { length: 6, taps: 1 },
    { length: 6, taps: 3 },
  ])("gradients agree with central differences, %o", ({ length, taps }) => {
    for (const activation of ["identity", "silu"] as const) {
      for (const order of [FORWARD, { isReversed: true, gridRows: 1 }, { isReversed: true, gridRows: length / 2 }]) {
        if (!Number.isInteger(order.gridRows)) continue;
        const attributes = { activation, order };
        const inputs = [f32(2, length, 3), f32(3, taps)];
        expect(checkGradient(conv1dCausal, { inputs, attributes }).relative).toBeLessThan(1e-6);
        expect(checkGradient(conv1dCausal, { inputs: [...inputs, f32(3)], attributes }).relative).toBeLessThan(1e-6);
      }
    }
  });

  test("names what does not fit", () => {
    expect(() => conv1dCausal.infer([f32(1, 4, 3), f32(4, 2)], PLAIN)).toThrow("weight [C, taps]");
    expect(() => conv1dCausal.infer([f32(1, 4, 3), f32(3, 17)], PLAIN)).toThrow("use 1 to 16");
    expect(() => conv1dCausal.infer([f32(1, 4, 3), f32(3, 2), f32(4)], PLAIN)).toThrow("must be [3]");
  });

  test("counters: two channels, five steps, three taps with a bias", () => {
    const [x, w, b] = [f32(1, 5, 2), f32(2, 3), f32(2)];
    const [forward] = lowerChecked(conv1dCausal, [x, w, b], PLAIN);
    // Two blocks of four steps; each loads 6 inputs and 3 taps for each channel, each output its bias.
    expect(forward.counters).toMatchObject({ multiplies: 30, adds: 30, bytesTouched: 4 * (2 * 2 * 9 + 10 + 10) });
    lowerChecked(conv1dActivationBackward, [x, x, w, b], SILU);
    const [partial, sums] = lowerChecked(conv1dWeightBackward, [x, x], { taps: 3, order: FORWARD });
    expect(partial.counters).toMatchObject({ multiplies: 30, adds: 40, bytesTouched: 4 * (20 + 4 + 8) });
    expect(sums.counters).toMatchObject({ adds: 8 });
  });
});
