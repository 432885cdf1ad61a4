import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { recurrentStateKeep, recurrentStateRecall } from "./kernel.ts";

test.each([
  [1, 0],
  [63, 1],
  [100, 0],
  [65, 7],
])("%i floats at position %i", async (size, position) => {
  await expectKernelMatches(recurrentStateRecall, {
    inputs: [f32(size), u32(1)],
    attributes: {},
    values: { 1: Float64Array.of(position) },
    tolerance: 0,
  });
  await expectKernelMatches(recurrentStateKeep, { inputs: [f32(size), f32(size)], attributes: {}, tolerance: 0 });
});
