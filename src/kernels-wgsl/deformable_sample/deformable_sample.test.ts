import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { PLAIN } from "../conv2d/apply.ts";
import { conv2d } from "../conv2d/kernel.ts";
import { applyDeformableConv } from "./apply.ts";
import { deformableBackwardInput, deformableSample } from "./kernel.ts";

/** Offsets [rows, 3 taps] of one tap each: down, right and logit. */
const sampled = (x: readonly number[], [height, width]: readonly [number, number], offsets: readonly number[]) => [
  ...deformableSample.reference([Float64Array.from(x), Float64Array.from(offsets)], { side: 1, reach: 2 }, [
    f32(1, height, width, 1),
    f32(1, height, width, 3),
  ])[0],
];

describe("deformable sampling reference", () => {
  test("worked numbers: half of a value, between two, from outside, and clamped", () => {
    const x = [1, 2, 4, 8];
    const unmoved = [0, 0, 0];
    expect(sampled(x, [1, 4], [...unmoved, 0, 0.25, 0, 0, 1.5, 0, 0, -9, 0])).toEqual([
      0.5,
      (0.75 * 2 + 0.25 * 4) / 2,
      // Half of the last value: what lies beyond is nothing.
      8 / 4,
      // Two positions to the left, as far as it may go.
      1,
    ]);
    expect(sampled(x, [2, 2], [0.5, 0, 0, ...unmoved, -1, 0, 0, ...unmoved])).toEqual([(1 + 4) / 4, 1, 0.5, 4]);
  });

  test("zero offsets and mask logit 0 are half of a convolution", () => {
    const [x, w] = [f32(2, 4, 5, 3), f32(4, 3, 3, 3)];
    const [xs, ws] = [randomValues(sizeOf(x.shape), 1), randomValues(sizeOf(w.shape), 2)];
    const tape = new ReferenceTape();
    const offsets = tape.tensor(f32(2, 4, 5, 27), new Float64Array(2 * 4 * 5 * 27));
    const inputs = [tape.tensor(x, xs), offsets, tape.tensor(f32(4, 27), ws)] as const;
    const y = applyDeformableConv(tape, inputs, { side: 3, reach: 3 });
    const [want] = conv2d.reference([xs, ws], { ...PLAIN, padding: [1, 1] }, [x, w]);
    tape.valuesOf(y).forEach((value, i) => expect(value).toBeCloseTo(want[i] / 2, 13));
  });

  test.each([
    [1, 1, 1, 1],
    [2, 3, 4, 3],
  ])("all gradients agree with central differences, reach %i", (reach, height, width, channels) => {
    const taps = 9;
    const inputs = [f32(2, height, width, channels), f32(2, height, width, 3 * taps)];
    // Offsets up to twice the reach, away from whole numbers, where the slope jumps.
    const moved = randomValues(sizeOf(inputs[1].shape), 3).map(
      (v) => Math.floor(2 * reach * v) + 0.1 + Math.abs(v) * 0.8,
    );
    const error = checkGradient(
      deformableSample,
      { inputs, attributes: { side: 3, reach }, values: { 1: moved } },
      200,
    );
    expect(error.relative).toBeLessThan(1e-7);
  });

  test("counts four neighbours of every sample", () => {
    const [x, offsets] = [f32(2, 3, 4, 8), f32(2, 3, 4, 27)];
    const values = 2 * 3 * 4 * 9 * 8;
    const attributes = { side: 3, reach: 1 };
    const [columns] = deformableSample.infer([x, offsets], attributes);
    expect(lowerChecked(deformableSample, [x, offsets], attributes)[0].counters.multiplies).toBe(7 * values);
    const [gather] = lowerChecked(deformableBackwardInput, [columns, offsets], attributes);
    expect(gather.counters.multiplies).toBe(4 * values);
  });

  test("refuses what does not fit", () => {
    const fits = [f32(1, 4, 4, 2), f32(1, 4, 4, 27)];
    expect(() => deformableSample.infer(fits, { side: 2, reach: 1 })).toThrow("odd number");
    expect(() => deformableSample.infer([fits[0], f32(1, 4, 4, 18)], { side: 3, reach: 1 })).toThrow("[B, H, W, 27]");
  });
});
