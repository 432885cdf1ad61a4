import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { topK, topKBackward, topKMask } from "./kernel.ts";

/** Quarters: many are equal. */
const coarse = (length: number, stream: number): Float64Array =>
  randomValues(length, stream).map((value) => Math.round(4 * value) / 4);

test.each([
  { rows: 1, choices: 1, length: 1, k: 1 },
  { rows: 3, choices: 1, length: 65, k: 4 },
  { rows: 5, choices: 5, length: 24, k: 24 },
  { rows: 2, choices: 2, length: 100, k: 7 },
])("the $k largest of $length in $rows rows, ranked by $choices", async ({ rows, choices, length, k }) => {
  const inputs = [f32(rows, length), f32(choices, length)];
  const ranked = coarse(choices * length, 2);
  await expectKernelMatches(topK, { inputs, attributes: { k }, values: { 1: ranked }, tolerance: 0 });
  await expectKernelMatches(topKMask, {
    inputs: [f32(choices, length)],
    attributes: { k },
    values: { 0: ranked },
    tolerance: 0,
  });
  const [, places] = topK.reference([coarse(rows * length, 1), ranked], { k }, inputs);
  await expectKernelMatches(topKBackward, {
    inputs: [f32(rows, k), u32(choices, k)],
    attributes: { length },
    values: { 1: places },
    tolerance: 0,
  });
});
