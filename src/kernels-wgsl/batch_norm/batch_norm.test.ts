import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS } from "../_kernel/operator.ts";
import { batchNormBackward, batchNormBackwardWeight } from "./backward.ts";
import { batchNorm } from "./kernel.ts";
import { batchNormReference, batchNormRunningReference, batchStatisticsReference } from "./reference.ts";
import { batchNormRunning } from "./running.ts";

describe("batch norm reference", () => {
  test("worked numbers: a channel of 1 and 3 has mean 2 and variance 1, one of 5 and 5 gives its bias", () => {
    const batch = batchStatisticsReference(Float64Array.of(1, 5, 3, 5), 2, 0.25);
    expect([...batch.mean]).toEqual([2, 5]);
    expect([...batch.variance]).toEqual([1, 0]);
    expect(batch.rstd[1]).toBe(2);
    const exact = { ...batch, rstd: Float64Array.of(1, 2) };
    const y = batchNormReference(Float64Array.of(1, 5, 3, 5), Float64Array.of(2, 9), Float64Array.of(5, 6), exact);
    expect([...y]).toEqual([3, 6, 7, 6]);
  });

  test("running statistics: a tenth of a batch, its variance unbiased", () => {
    const batch = { mean: Float64Array.of(2), variance: Float64Array.of(1) };
    const [mean, variance] = batchNormRunningReference([Float64Array.of(0), Float64Array.of(1)], batch, 2, 0.1);
    expect(mean[0]).toBeCloseTo(0.2, 14);
    // 0.9 * 1 + 0.1 * 2
    expect(variance[0]).toBeCloseTo(1.1, 14);
  });

  test.each([[[2, 1]], [[3, 5]], [[2, 3, 2, 4]]])("backward on %j agrees with central differences", (shape) => {
    const channels = shape[shape.length - 1];
    const inputs = [f32(...shape), f32(channels), f32(channels)];
    const error = checkGradient(batchNorm, { inputs, attributes: { eps: 1e-2 }, silentOutputs: [1, 2, 3] });
    expect(error.relative).toBeLessThan(1e-6);
  });

  test("with one value of a channel it is refused in a sentence; with two or three its gradient is right", () => {
    expect(() => batchNorm.infer([f32(1, 4), f32(4), f32(4)], { eps: 1e-5 })).toThrow("raise the batch");
    for (const rows of [2, 3]) {
      const error = checkGradient(batchNorm, {
        inputs: [f32(rows, 4), f32(4), f32(4)],
        attributes: { eps: 1e-2 },
        silentOutputs: [1, 2, 3],
      });
      expect(error.relative).toBeLessThan(1e-6);
    }
  });

  test("the gradient by the input sums to zero in every channel and against the normalised values", () => {
    const [rows, channels] = [9, 3];
    const [x, dy] = [randomValues(27, 1), randomValues(27, 2)];
    const { mean, rstd } = batchStatisticsReference(x, channels, 0);
    const [dweight, dbias] = batchNormBackwardWeight.reference([dy, x, mean, rstd], {}, [f32(rows, channels)]);
    const weight = randomValues(channels, 3);
    const [dx] = batchNormBackward.reference([dy, x, mean, rstd, weight, dweight, dbias], {}, [f32(rows, channels)]);
    for (let c = 0; c < channels; c++) {
      const own = Array.from({ length: rows }, (_, row) => row * channels + c);
      expect(own.reduce((sum, at) => sum + dx[at], 0)).toBeCloseTo(0, 12);
      expect(own.reduce((sum, at) => sum + dx[at] * (x[at] - mean[c]), 0)).toBeCloseTo(0, 12);
    }
  });
});

describe("batch norm launches", () => {
  test("three in training, one for the running statistics, within the portable limits", () => {
    for (const isSoftware of [true, false]) {
      const traits = { ...PORTABLE_TRAITS, isSoftware };
      const [x, c] = [f32(200, 6), f32(6)];
      expect(lowerChecked(batchNorm, [x, c, c], { eps: 1e-5 }, traits)).toHaveLength(3);
      expect(lowerChecked(batchNormBackwardWeight, [x, x, c, c], {}, traits)).toHaveLength(2);
      expect(lowerChecked(batchNormBackward, [x, x, c, c, c, c, c], {}, traits)).toHaveLength(1);
      expect(lowerChecked(batchNormRunning, [c, c, c, c], { rows: 200, momentum: 0.1 }, traits)).toHaveLength(1);
    }
  });
});
