import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { conv1dStep } from "./kernel.ts";

test.each([
  { channels: 1, taps: 2, hasBias: true, position: 0, activation: "silu" as const },
  { channels: 65, taps: 4, hasBias: true, position: 1, activation: "silu" as const },
  { channels: 100, taps: 8, hasBias: false, position: 0, activation: "identity" as const },
  { channels: 63, taps: 3, hasBias: false, position: 5, activation: "silu" as const },
])("%j", async ({ channels, taps, hasBias, position, activation }) => {
  const bias = hasBias ? [f32(channels)] : [];
  await expectKernelMatches(conv1dStep, {
    inputs: [f32(1, 1, channels), u32(1), f32(1, taps - 1, channels), f32(channels, taps), ...bias],
    attributes: { activation },
    values: { 1: Float64Array.of(position) },
    tolerance: 2e-6,
  });
});
