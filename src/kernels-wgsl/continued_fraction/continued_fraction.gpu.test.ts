import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { continuedFraction, continuedFractionBackward } from "./kernel.ts";
import type { FractionGuard } from "./reference.ts";

const GUARD: FractionGuard = { eps: 0.01, limit: 1e3, gradient: "closed-form" };

// All denominators positive: no cancellation, at most 8 roundings in a row and one division.
describe("continued fraction kernel", () => {
  test.each([
    [1, 1],
    [3, 2],
    [65, 3],
    [100, 8],
  ])("%i fractions of depth %i", async (size, depth) => {
    const a = f32(size, depth);
    const denominators = randomValues(size * depth, 5).map((value) => Math.fround(1.5 + value));
    await expectKernelMatches(continuedFraction, {
      inputs: [a],
      values: { 0: denominators },
      attributes: GUARD,
      tolerance: 2e-6,
    });
    await expectKernelMatches(continuedFractionBackward, {
      inputs: [f32(size), a],
      values: { 1: denominators },
      attributes: GUARD,
      tolerance: 5e-6,
    });
  });

  // With the guard everywhere, K_d is a constant: only products and sums are left.
  test("inside the guard, both gradients", async () => {
    for (const gradient of ["closed-form", "exact"] as const) {
      await expectKernelMatches(continuedFractionBackward, {
        inputs: [f32(63), f32(63, 4)],
        attributes: { eps: 1e3, limit: 1e3, gradient },
        tolerance: 5e-6,
      });
    }
  });

  test("zeros and huge denominators give no NaN", async () => {
    const spec = f32(4, 3);
    const values = Float64Array.of(0, 0, 0, 1e30, 1e30, 1e30, -1e30, 0, 1e30, 1e-30, -1e-30, 1e-30);
    const { outputs } = await runOnGpu(continuedFraction, [{ spec, values }], GUARD);
    for (const value of outputs[0]) expect(Number.isFinite(value)).toBe(true);
  });
});
