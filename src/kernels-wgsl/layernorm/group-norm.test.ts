import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyGroupNorm } from "./group-norm.ts";

const [BATCH, POSITIONS, CHANNELS] = [2, 5, 6];

function normed(x: Float64Array, groups: number, weight: Float64Array, bias: Float64Array): Float64Array {
  const tape = new ReferenceTape();
  const image = tape.tensor(f32(BATCH, POSITIONS, 1, CHANNELS), x);
  const parameters = [tape.tensor(f32(CHANNELS), weight), tape.tensor(f32(CHANNELS), bias)] as const;
  return tape.valuesOf(applyGroupNorm(tape, image, parameters, { groups, eps: 1e-5 }));
}

describe("group norm", () => {
  test.each([1, 2, 3, 6])("%i groups: each has mean zero and variance one before scale and shift", (groups) => {
    const x = randomValues(BATCH * POSITIONS * CHANNELS, 1).map((value, i) => value + (i % CHANNELS));
    const [weight, bias] = [randomValues(CHANNELS, 2), randomValues(CHANNELS, 3)];
    const y = normed(x, groups, weight, bias);
    const width = CHANNELS / groups;
    for (let b = 0; b < BATCH; b++) {
      for (let group = 0; group < groups; group++) {
        const own = Array.from({ length: POSITIONS * width }, (_, i) => {
          const channel = group * width + (i % width);
          return { channel, at: (b * POSITIONS + Math.floor(i / width)) * CHANNELS + channel };
        });
        const mean = own.reduce((sum, { at }) => sum + x[at], 0) / own.length;
        const variance = own.reduce((sum, { at }) => sum + (x[at] - mean) ** 2, 0) / own.length;
        for (const { at, channel } of own) {
          const want = ((x[at] - mean) / Math.sqrt(variance + 1e-5)) * weight[channel] + bias[channel];
          expect(y[at]).toBeCloseTo(want, 12);
        }
      }
    }
  });

  test("refuses groups that do not divide the channels", () => {
    const vector = new Float64Array(CHANNELS);
    expect(() => normed(new Float64Array(60), 4, vector, vector)).toThrow("6 channels into 4 groups");
  });
});
