import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { lif, lifBackward, type LifAttributes } from "./kernel.ts";
import { charged, lifReference } from "./reference.ts";

const HARD: LifAttributes = {
  tau: 2,
  threshold: 1,
  reset: 0,
  decaysInput: true,
  surrogate: "sigmoid",
  alpha: 4,
  detachesReset: true,
};

/** Inputs whose potentials keep clear of the threshold, where float32 may decide otherwise. */
function clearInput(shape: readonly [number, number, number], attributes: LifAttributes): Float64Array {
  const [batch, steps, channels] = shape;
  const x = randomValues(sizeOf(shape), 7).map((value) => Math.fround(1 + 2 * value));
  for (let t = 0; t < steps; t++) {
    const { v } = lifReference(x, { batch, steps, channels }, attributes);
    for (let b = 0; b < batch; b++) {
      for (let c = 0; c < channels; c++) {
        const at = (b * steps + t) * channels + c;
        const h = charged(t === 0 ? (attributes.reset ?? 0) : v[at - channels], x[at], attributes);
        if (Math.abs(h - attributes.threshold) < 0.02) x[at] = Math.fround(x[at] + 0.25);
      }
    }
  }
  return x;
}

// Every step takes a few roundings, and old ones halve. A tensor of one element could be all cancellation.
describe.each(
  [
    {},
    { reset: null, tau: 3, detachesReset: false },
    { surrogate: "atan", alpha: 2, detachesReset: false },
    { decaysInput: false, reset: -0.25, threshold: 0.75 },
  ].map((some) => ({ ...HARD, ...some }) as LifAttributes),
)("lif kernels %j", (attributes) => {
  test.each([
    [1, 1, 5],
    [2, 9, 20],
    [3, 13, 63],
  ] as const)("[%i, %i, %i]", async (...shape) => {
    const [spec, x] = [f32(...shape), clearInput(shape, attributes)];
    await expectKernelMatches(lif, { inputs: [spec], attributes, values: { 0: x }, tolerance: 3e-6 });
    const [batch, steps, channels] = shape;
    const { s, v } = lifReference(x, { batch, steps, channels }, attributes);
    const isHard = attributes.reset !== null;
    for (const [hasDs, hasDv] of [
      [true, true],
      [true, false],
      [false, true],
    ]) {
      await expectKernelMatches(lifBackward, {
        inputs: [spec, spec, ...(isHard ? [spec] : []), ...(hasDs ? [spec] : []), ...(hasDv ? [spec] : [])],
        attributes: { ...attributes, hasDs, hasDv },
        values: { 0: x, 1: v, ...(isHard && { 2: s }) },
        tolerance: 1e-5,
      });
    }
  });
});
