import { test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { deformableBackwardInput, deformableBackwardOffsets, deformableSample } from "./kernel.ts";

/** Sixteenths, so that places are exact in f32; far beyond the reach too, and whole ones among them. */
const coarse = (size: number, reach: number): Float64Array =>
  randomValues(size, 9).map((value) => Math.round(24 * reach * value) / 16);

// Forward: four products. In the map: at most the 4 * 9 samples around a position. In the offsets: the channels.
test.each([
  { shape: [1, 1, 1, 1], side: 1, reach: 1 },
  { shape: [2, 5, 3, 3], side: 3, reach: 3 },
  { shape: [1, 7, 9, 20], side: 3, reach: 2 },
  { shape: [3, 4, 6, 36], side: 5, reach: 1 },
] as const)("deformable_sample $shape, $side taps a side, reach $reach", async ({ shape, side, reach }) => {
  const [x, offsets] = [f32(...shape), f32(shape[0], shape[1], shape[2], 3 * side * side)];
  const attributes = { side, reach };
  const moved = coarse(sizeOf(offsets.shape), reach);
  await expectKernelMatches(deformableSample, {
    inputs: [x, offsets],
    attributes,
    values: { 1: moved },
    tolerance: 2e-6,
  });
  const [columns] = deformableSample.infer([x, offsets], attributes);
  for (const isSoftware of [true, false]) {
    await expectKernelMatches(deformableBackwardInput, {
      inputs: [columns, offsets],
      attributes,
      values: { 1: moved },
      traits: { isSoftware },
      tolerance: 3e-6,
    });
  }
  await expectKernelMatches(deformableBackwardOffsets, {
    inputs: [columns, x, offsets],
    attributes,
    values: { 2: moved },
    tolerance: 3e-6,
  });
});
