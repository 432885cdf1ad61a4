import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from "./kernel.ts";
import type { PoolAttributes } from "./shape.ts";

const THREE: PoolAttributes = { kernel: [3, 3], stride: [1, 1], padding: [1, 1] };
const ROWS = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
const SETTINGS: readonly PoolAttributes[] = [
  THREE,
  { kernel: [2, 2], stride: [2, 2], padding: [0, 0] },
  { kernel: [3, 2], stride: [2, 3], padding: [1, 1] },
  { kernel: [2, 3], stride: [3, 1], padding: [0, 1] },
];

describe("pooling", () => {
  test("worked numbers: means over the values at hand, and over all taps", () => {
    const [means] = averagePool.reference([ROWS], { ...THREE, countsPadding: false }, [f32(1, 3, 3, 1)]);
    [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7].forEach((mean, i) => expect(means[i]).toBeCloseTo(mean, 12));
    const [padded] = averagePool.reference([ROWS], { ...THREE, countsPadding: true }, [f32(1, 3, 3, 1)]);
    expect(padded[0]).toBeCloseTo(12 / 9, 12);
  });

  test("worked numbers: maxima, the first of equal ones", () => {
    const [y, tap] = maxPool.reference([ROWS.map(() => -2)], THREE, [f32(1, 3, 3, 1)]);
    expect([...y]).toEqual(Array(9).fill(-2));
    // The corner's window begins in the padding: its first value is its fifth tap.
    expect(tap[0]).toBe(4);
    expect(tap[8]).toBe(0);
  });

  test("windows that do not fit whole are dropped", () => {
    const [y] = maxPool.infer([f32(2, 7, 6, 3)], SETTINGS[1]);
    expect(y.shape).toEqual([2, 3, 3, 3]);
  });

  test.each(SETTINGS)("gradients agree with central differences, %j", (settings) => {
    const inputs = [f32(2, 5, 6, 3)];
    for (const countsPadding of [true, false]) {
      expect(checkGradient(averagePool, { inputs, attributes: { ...settings, countsPadding } }).relative).toBeLessThan(
        1e-8,
      );
    }
    expect(checkGradient(maxPool, { inputs, attributes: settings, silentOutputs: [1] }).relative).toBeLessThan(1e-8);
  });

  test("counts the pairs of a window and a value", () => {
    const x = f32(2, 2, 3, 4);
    const [y] = averagePool.infer([x], { ...THREE, countsPadding: false });
    const image = [2, 3] as const;
    // Rows meet 1 + 2 + 1 of their taps, columns 2 + 3 + 2; in two images of four channels.
    const pairs = 8 * 4 * 7;
    const [forward] = lowerChecked(averagePool, [x], { ...THREE, countsPadding: false });
    expect(forward.counters).toMatchObject({ adds: pairs, specials: 48 });
    const [backward] = lowerChecked(averagePoolBackward, [y], { ...THREE, countsPadding: false, image });
    expect(backward.counters).toMatchObject({ adds: pairs, specials: pairs });
    const [max] = lowerChecked(maxPool, [x], THREE);
    expect(max.counters.adds).toBe(2 * pairs);
    lowerChecked(maxPoolBackward, [y, u32(...y.shape)], { ...THREE, image });
  });

  test("refuses windows of padding alone and images without windows", () => {
    const empty = { kernel: [2, 2], stride: [1, 1], padding: [2, 0] } as const;
    expect(() => maxPool.infer([f32(1, 4, 4, 1)], empty)).toThrow("half a window");
    expect(() => maxPool.infer([f32(1, 1, 4, 1)], SETTINGS[1])).toThrow("fits an image of 1 x 4");
  });
});
