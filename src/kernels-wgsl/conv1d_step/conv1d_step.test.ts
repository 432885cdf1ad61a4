import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { FORWARD } from "../_kernel/scan-order.ts";
import { conv1dCausal } from "../conv1d_dw_causal/kernel.ts";
import { conv1dStep } from "./kernel.ts";

const [LENGTH, CHANNELS] = [6, 5];

test.each([2, 4])("token by token with %i taps it is the convolution, whatever the history held", (taps) => {
  const specs = [f32(1, LENGTH, CHANNELS), f32(CHANNELS, taps), f32(CHANNELS)];
  const [x, weight, bias] = [LENGTH * CHANNELS, CHANNELS * taps, CHANNELS].map((size, i) => randomValues(size, i + 1));
  const [want] = conv1dCausal.reference([x, weight, bias], { activation: "silu", order: FORWARD }, specs);
  let history = new Float64Array((taps - 1) * CHANNELS).fill(1e6);
  for (let t = 0; t < LENGTH; t++) {
    const row = x.subarray(t * CHANNELS, (t + 1) * CHANNELS);
    const rowSpecs = [f32(1, 1, CHANNELS), u32(1), f32(1, taps - 1, CHANNELS), specs[1], specs[2]];
    const given = [row, Float64Array.of(t), history, weight, bias];
    const [y, next] = conv1dStep.reference(given, { activation: "silu" }, rowSpecs);
    y.forEach((value, c) => expect(value).toBeCloseTo(want[t * CHANNELS + c], 12));
    history = Float64Array.from(next);
  }
});

test("a filter without a past is refused", () => {
  const inputs = [f32(1, 1, 3), u32(1), f32(1, 0, 3), f32(3, 1)];
  expect(() => conv1dStep.infer(inputs, { activation: "identity" })).toThrow("2 taps or more");
});
