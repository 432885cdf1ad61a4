import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { segmentMasks } from "./kernel.ts";

test.each([
  { batch: 1, height: 1, width: 1, segments: 1, classes: 1, stride: 1 },
  { batch: 3, height: 6, width: 10, segments: 5, classes: 7, stride: 2 },
  { batch: 2, height: 27, width: 9, segments: 8, classes: 65, stride: 3 },
])("segment_masks $height x $width, $segments segments", async ({ batch, height, width, ...attributes }) => {
  // The last number stays without a pixel.
  const used = Math.max(1, attributes.segments - 1);
  const segmentOf = randomValues(batch * height * width, 3).map((value) => Math.floor(((value + 1) / 2) * used));
  const labels = Float64Array.from({ length: 2 * segmentOf.length }, (_, i) => {
    const segment = segmentOf[i >> 1];
    return i % 2 === 0 ? segment : (segment * 5) % attributes.classes;
  });
  await expectKernelMatches(segmentMasks, {
    inputs: [f32(batch, height, width, 2)],
    attributes,
    values: { 0: labels },
    // A division, 2.5 units in the last place of shares up to 1, over an RMS of a third.
    tolerance: 4.5e-7,
  });
});
