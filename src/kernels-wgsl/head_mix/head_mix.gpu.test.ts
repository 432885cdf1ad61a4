import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { headMix, headMixBackwardWeight } from "./kernel.ts";

/** Leading extents, heads out, heads in, channels of a head. */
const CASES: readonly (readonly [number[], number, number, number])[] = [
  [[1, 1], 1, 1, 1],
  [[1, 3], 3, 3, 5],
  [[2, 65], 6, 6, 8],
  [[1, 63], 5, 3, 4],
  [[3, 100], 2, 7, 3],
  [[2, 300], 9, 9, 1],
];

// At most 9 terms forward; the matrix's gradient sums at most 600 rows of 8 channels in tiles.
describe.each([true, false])("head mixing kernel, long tiles: %s", (isSoftware) => {
  test.each(CASES)("%j, %i heads from %i of %i channels", async (lead, heads, sources, width) => {
    const traits = { isSoftware };
    const [x, dy, a] = [f32(...lead, sources * width), f32(...lead, heads * width), f32(heads, sources)];
    await expectKernelMatches(headMix, {
      inputs: [x, a],
      attributes: { isTransposed: false },
      tolerance: 2e-6,
      traits,
    });
    await expectKernelMatches(headMix, {
      inputs: [dy, a],
      attributes: { isTransposed: true },
      tolerance: 2e-6,
      traits,
    });
    await expectKernelMatches(headMixBackwardWeight, {
      inputs: [dy, x],
      attributes: { headWidth: width },
      tolerance: 2e-5,
      traits,
    });
  });
});
