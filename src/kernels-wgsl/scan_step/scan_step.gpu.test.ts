import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { scanStep } from "./kernel.ts";

test.each([
  { channels: 1, cells: 1, heads: 1, groups: 1, isPerHead: false, position: 0 },
  { channels: 65, cells: 16, heads: 65, groups: 1, isPerHead: false, position: 3 },
  { channels: 100, cells: 7, heads: 100, groups: 1, isPerHead: false, position: 0 },
  { channels: 63, cells: 5, heads: 9, groups: 3, isPerHead: true, position: 1 },
  { channels: 192, cells: 16, heads: 6, groups: 1, isPerHead: true, position: 0 },
])("%j", async ({ channels, cells, heads, groups, isPerHead, position }) => {
  const rates = isPerHead ? [heads] : [channels, cells];
  await expectKernelMatches(scanStep, {
    inputs: [
      f32(1, 1, channels),
      f32(1, 1, heads),
      f32(1, 1, 2 * groups * cells),
      f32(...rates),
      u32(1),
      f32(1, channels, cells),
    ],
    attributes: { groups },
    values: {
      1: randomValues(heads, 1).map(Math.abs),
      3: randomValues(isPerHead ? heads : channels * cells, 2).map((value) => -4 * Math.abs(value)),
      4: Float64Array.of(position),
    },
    tolerance: 1e-5,
  });
});
