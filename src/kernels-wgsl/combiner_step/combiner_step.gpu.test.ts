import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { combinerStateShapes, combinerStep } from "./kernel.ts";

const FIXED = { pattern: "fixed", pooling: "max", hasRegions: true } as const;
const LOG = { pattern: "log-n", segment: 1, pooling: "max", hasRegions: true } as const;

test.each([
  { ...FIXED, heads: 1, width: 1, segment: 4, capacity: 9, position: 0 },
  { ...FIXED, heads: 3, width: 5, segment: 4, capacity: 21, position: 14 },
  { ...FIXED, heads: 3, width: 8, segment: 5, capacity: 63, position: 34 },
  { ...FIXED, heads: 2, width: 65, segment: 63, capacity: 200, position: 125, pooling: "mean" },
  { ...FIXED, heads: 2, width: 100, segment: 70, capacity: 100, position: 69 },
  { ...FIXED, heads: 2, width: 7, segment: 4, capacity: 400, position: 399 },
  { ...FIXED, heads: 2, width: 7, segment: 4, capacity: 21, position: 19, hasRegions: false },
  { ...LOG, heads: 3, width: 5, capacity: 2, position: 1, hasRegions: false },
  { ...LOG, heads: 3, width: 5, capacity: 100, position: 0 },
  { ...LOG, heads: 3, width: 5, capacity: 100, position: 31 },
  { ...LOG, heads: 1, width: 128, capacity: 101, position: 63, pooling: "mean" },
  { ...LOG, heads: 2, width: 63, capacity: 65, position: 53 },
] as const)("%j", async ({ position, ...shape }) => {
  const attributes = { ...shape, scale: 1 / Math.sqrt(shape.width) };
  const states = combinerStateShapes(attributes).map((extents) => f32(...extents));
  await expectKernelMatches(combinerStep(attributes), {
    inputs: [f32(1, 1, 3 * shape.heads * shape.width), u32(1), ...states],
    attributes,
    values: { 1: Float64Array.of(position) },
    tolerance: 1e-5,
  });
});
