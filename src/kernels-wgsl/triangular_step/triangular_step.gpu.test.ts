import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { triangularStep } from "./kernel.ts";

test.each([
  [1, 1, 0],
  [7, 65, 3],
  [65, 100, 64],
  [130, 3, 0],
])("%i rows of %i channels at position %i", async (rows, channels, position) => {
  await expectKernelMatches(triangularStep, {
    inputs: [f32((rows * (rows + 1)) / 2), f32(1, rows, channels), u32(1)],
    attributes: {},
    values: { 2: Float64Array.of(position) },
    tolerance: 1e-5,
  });
});
