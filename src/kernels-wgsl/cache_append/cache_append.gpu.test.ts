import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { cacheAppend } from "./kernel.ts";

test.each([
  [1, 1, 0, 0],
  [65, 3, 2, 2],
  [100, 7, 0, 9],
])("%i channels, %i rows, from column %i at position %i", async (width, rows, start, position) => {
  await expectKernelMatches(cacheAppend, {
    inputs: [f32(1, 1, width + start + 3), u32(1), f32(1, rows, width)],
    attributes: { start },
    values: { 1: Float64Array.of(position) },
    tolerance: 0,
  });
});
