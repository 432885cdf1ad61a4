import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { globalNorm } from "./kernel.ts";

describe.each([true, false])("global norm, one thread in the second pass: %s", (isSoftware) => {
  test.each([64, 1024, 50_048])("of %i gradients", async (length) => {
    for (const maxNorm of [null, 1, 1e3]) {
      await expectKernelMatches(globalNorm, {
        inputs: [f32(length)],
        attributes: { maxNorm, epsilon: 1e-6 },
        // Positive terms: the rounding of a sum of n is below sqrt(n) 2^-24 in practice, halved by the root.
        tolerance: 2e-6,
        traits: { isSoftware },
      });
    }
  });
});

test("all gradients zero: norm 0, nothing is scaled", async () => {
  await expectKernelMatches(globalNorm, {
    inputs: [f32(64)],
    values: { 0: new Float64Array(64) },
    attributes: { maxNorm: 0.5, epsilon: 1e-6 },
    tolerance: 0,
  });
});
