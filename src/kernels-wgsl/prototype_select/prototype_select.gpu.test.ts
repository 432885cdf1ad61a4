import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf, u32 } from "../_kernel/operator.ts";
import { prototypeScatter, prototypeSelect } from "./kernel.ts";

/** Eighths, so that likenesses are exact in f32 and many are equal. */
const coarse = (shape: readonly number[], seed: number): Float64Array =>
  randomValues(sizeOf(shape), seed).map((value) => Math.round(4 * value) / 8);

test.each([
  { batch: 1, places: 1, queries: 1, heads: 1, headWidth: 1 },
  { batch: 2, places: 65, queries: 5, heads: 3, headWidth: 7 },
  { batch: 1, places: 300, queries: 12, heads: 4, headWidth: 16 },
])("prototype_select of $places places by $queries queries", async ({ batch, places, queries, heads, headWidth }) => {
  const channels = heads * headWidth;
  const inputs = [f32(batch, places, channels), f32(batch, queries, channels), f32(batch, queries, places)];
  const values = inputs.map(({ shape }, i) => coarse(shape, i + 1));
  // The last query may look nowhere.
  values[2].fill(-1, values[2].length - places);
  for (const hasMask of [false, true]) {
    const count = hasMask ? 3 : 2;
    await expectKernelMatches(prototypeSelect, {
      inputs: inputs.slice(0, count),
      attributes: { heads, hasMask },
      values: Object.fromEntries(values.slice(0, count).entries()),
      tolerance: 0,
    });
  }
  const [, chosen] = prototypeSelect.reference(values.slice(0, 2), { heads, hasMask: false }, inputs.slice(0, 2));
  await expectKernelMatches(prototypeScatter, {
    inputs: [inputs[1], u32(batch, queries, heads)],
    attributes: { heads, places },
    values: { 1: chosen },
    tolerance: 2e-6,
  });
});
