import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { mmd, mmdBackward } from "./kernel.ts";

/** Samples that lie apart, so that their discrepancy is no difference of near equals. */
const apart = (n: number, width: number): Float64Array =>
  randomValues(n * width, 3).map((value, i) => value + (i < (n * width) / 2 ? 1 : -1));

test.each([
  [2, 1],
  [10, 3],
  [130, 5],
])("%i points of %i numbers", async (n, width) => {
  const z = apart(n, width);
  await expectKernelMatches(mmd, { inputs: [f32(n, width)], values: { 0: z }, attributes: {}, tolerance: 5e-6 });
  const [, bandwidth] = mmd.reference([z], {}, [f32(n, width)]);
  expect(bandwidth[0]).toBeGreaterThan(0);
  await expectKernelMatches(mmdBackward, {
    inputs: [f32(n, width), f32(1), f32(1)],
    values: { 0: z, 1: bandwidth },
    attributes: {},
    tolerance: 1e-5,
  });
});
