import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { cffnBackwardWeight } from "./backward-weight.ts";
import { cffn, cffnBackward, type CffnAttributes } from "./kernel.ts";

const CASES = [
  { rows: 1, channels: 1, count: 1, depth: 1, offset: 2 },
  { rows: 65, channels: 12, count: 3, depth: 4, offset: 1 },
  { rows: 130, channels: 7, count: 2, depth: 3, offset: 1 },
];

// |h W| is below 0.3, so that with the offset no denominator nears 0; a fraction then has a dozen roundings, a sum 130 rows.
describe.each([true, false])("cffn kernel, long tiles: %s", (isSoftware) => {
  test.each(CASES)("$rows rows, $channels channels, $count ladders of depth $depth", async (one) => {
    const { rows, channels, count, depth, offset } = one;
    const attributes: CffnAttributes = { depth, offset, eps: 0.01, limit: 1e3, gradient: "closed-form" };
    const [h, ladders] = [f32(rows, channels), f32(count * (depth + 1), channels)];
    const weights = randomValues(count * (depth + 1) * channels, 9).map((value) => Math.fround(0.3 * value));
    const traits = { isSoftware };
    await expectKernelMatches(cffn, {
      inputs: [h, ladders],
      values: { 1: weights },
      attributes,
      tolerance: 5e-6,
      traits,
    });
    const backward = { inputs: [h, h, ladders], values: { 2: weights }, attributes, tolerance: 1e-5, traits };
    await expectKernelMatches(cffnBackward, backward);
    await expectKernelMatches(cffnBackwardWeight, backward);
  });
});
