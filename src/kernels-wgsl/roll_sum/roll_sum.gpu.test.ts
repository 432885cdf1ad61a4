import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { rollSum, rollSumBackwardWeight } from "./kernel.ts";

test.each([
  { batch: 1, choices: 1, length: 1, channels: 1, terms: 1 },
  { batch: 3, choices: 1, length: 63, channels: 5, terms: 4 },
  { batch: 2, choices: 2, length: 24, channels: 8, terms: 3 },
])(
  "$terms rolls of $length steps of $channels channels, $choices rows of delays",
  async ({ batch, choices, length, channels, terms }) => {
    const [series, delays] = [f32(batch, length, channels), u32(choices, terms)];
    const places = Float64Array.from({ length: choices * terms }, (_, i) => (11 * i + 2) % length);
    for (const isAdjoint of [false, true]) {
      const inputs = [series, delays, f32(batch, terms)];
      await expectKernelMatches(rollSum, { inputs, attributes: { isAdjoint }, values: { 1: places }, tolerance: 2e-6 });
    }
    for (const isSoftware of [false, true]) {
      await expectKernelMatches(rollSumBackwardWeight, {
        inputs: [series, series, delays],
        attributes: {},
        values: { 2: places },
        tolerance: 1e-5,
        traits: { isSoftware },
      });
    }
  },
);
