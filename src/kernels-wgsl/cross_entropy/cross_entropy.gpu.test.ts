import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, i32 } from "../_kernel/operator.ts";
import { crossEntropy, crossEntropyBackward } from "./kernel.ts";

const SHAPES = [
  [1, 1],
  [3, 63],
  [65, 100],
  [100, 257],
];

/** Every fifth target is ignored. */
function targetsOf(rows: number, classes: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => (row % 5 === 4 ? -100 : (row * 37) % classes));
}

/** Logits within +-8; the first row +-80. */
function logitsOf(rows: number, classes: number): Float64Array {
  const logits = randomValues(rows * classes, 1).map((value) => Math.fround(8 * value));
  logits.set(logits.subarray(0, classes).map((value) => (value > 0 ? 80 : -80)));
  return logits;
}

// Sums of at most 257 exponentials; lse and the logit are of the size of the loss, so nothing cancels.
describe.each([true, false])("cross_entropy kernel, row per thread: %s", (isSoftware) => {
  const traits = { isSoftware };

  test.each(SHAPES)("[%i, %i]", async (rows, classes) => {
    const attributes = { ignoreIndex: -100, labelSmoothing: rows % 2 === 0 ? 0 : 0.1 };
    const logits = logitsOf(rows, classes);
    const targets = targetsOf(rows, classes);
    const specs = [f32(rows, classes), i32(rows)];
    await expectKernelMatches(crossEntropy, {
      inputs: specs,
      values: { 0: logits, 1: targets },
      attributes,
      tolerance: 1e-5,
      traits,
    });
    const [, , lse, scale] = crossEntropy.reference([logits, targets], attributes, specs);
    await expectKernelMatches(crossEntropyBackward, {
      inputs: [f32(1), f32(1), ...specs, f32(rows)],
      values: { 0: Float64Array.of(0.75), 1: scale.map(Math.fround), 2: logits, 3: targets, 4: lse.map(Math.fround) },
      attributes,
      tolerance: 5e-5,
      traits,
    });
  });

  test("all rows ignored", async () => {
    await expectKernelMatches(crossEntropy, {
      inputs: [f32(3, 63), i32(3)],
      values: { 1: new Float64Array(3).fill(-100) },
      attributes: { ignoreIndex: -100, labelSmoothing: 0.1 },
      tolerance: 1e-5,
      traits,
    });
  });
});
