import assert from "node:assert/strict";
import { test } from "node:test";
import {
  assertLossesAgree,
  assertOutputsAgree,
  assertPublishedLosses,
  Disagreement,
  worstGradient,
} from "./agreement.mjs";

const bench = { title: "GPT train step", tolerance: 2e-5 };

test("losses that agree to rounding pass; one that does not is named with its step", () => {
  assertLossesAgree(bench, "jax-js", [5.576129, 4.9], [5.576128, 4.90001]);
  assert.throws(() => assertLossesAgree(bench, "jax-js", [5.576129, 4.9], [5.576129, 4.95]), {
    name: "Error",
    message: /after 1 updates our loss is 4.9, that of jax-js 4.95/,
  });
});

test("tfjs may drift after the first update, for want of weight decay, but not before it", () => {
  assertLossesAgree(bench, "tfjs", [5.576129, 4.9], [5.576129, 4.903]);
  assert.throws(() => assertLossesAgree(bench, "tfjs", [5.576129], [5.5]), Disagreement);
});

test("our own losses are held against the published ones as far as they go", () => {
  assertPublishedLosses(
    [5.576129, 5, 4.8],
    [
      [0, 5.57613],
      [3, 4.58293],
    ],
  );
  assert.throws(() => assertPublishedLosses([5.5], [[0, 5.57613]]), Disagreement);
});

test("outputs beyond the tolerance are refused, an infinite difference too", () => {
  assertOutputsAgree(bench, "jax-js", 1e-6);
  assertOutputsAgree(bench, "jax-js", null);
  for (const bad of [1e-3, Infinity]) assert.throws(() => assertOutputsAgree(bench, "jax-js", bad), Disagreement);
});

test("the worst gradient is named, and refused above the limit or as a NaN", () => {
  const near = { parameter: "near", relativeL2: 1e-7 };
  const far = { parameter: "far", relativeL2: 9e-6 };
  assert.equal(worstGradient([near, far]), far);
  assert.throws(() => worstGradient([near, { ...far, relativeL2: 2e-5 }]), /gradient of far differs/);
  assert.throws(() => worstGradient([{ ...far, relativeL2: Number.NaN }]), Disagreement);
});
