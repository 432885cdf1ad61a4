import { expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { rollSum, rollSumBackwardWeight } from "./kernel.ts";

const forward = { isAdjoint: false };

test("one delay of 0 with weight 1 is v", () => {
  const v = randomValues(10, 1);
  const specs = [f32(1, 5, 2), u32(1, 1), f32(1, 1)];
  expect([...rollSum.reference([v, Float64Array.of(0), Float64Array.of(1)], forward, specs)[0]]).toEqual([...v]);
});

test("worked numbers: 1, 2, 3, 4 rolled back by one step, and by two at a half", () => {
  const specs = [f32(1, 4, 1), u32(1, 2), f32(1, 2)];
  const inputs = [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2), Float64Array.of(1, 0.5)];
  expect([...rollSum.reference(inputs, forward, specs)[0]]).toEqual([3.5, 5, 4.5, 2]);
});

test.each([1, 3])("gradients with %i rows of delays agree with central differences", (choices) => {
  const error = checkGradient(rollSum, {
    inputs: [f32(3, 5, 2), u32(choices, 2), f32(3, 2)],
    attributes: forward,
    values: { 1: Float64Array.from({ length: 2 * choices }, (_, i) => (3 * i + 1) % 5) },
  });
  expect(error.relative).toBeLessThan(1e-8);
});

test("refuses delays and weights of other series", () => {
  expect(() => rollSum.infer([f32(3, 5, 2), u32(2, 2), f32(3, 2)], forward)).toThrow("[B, k] or [1, k]");
  expect(() => rollSum.infer([f32(3, 5, 2), u32(3, 2), f32(3, 1)], forward)).toThrow("a weight for each of 2 delays");
});

test("counters: two delays of three series of five steps and two channels", () => {
  const [one] = lowerChecked(rollSum, [f32(3, 5, 2), u32(1, 2), f32(3, 2)], forward);
  expect(one.counters).toMatchObject({ multiplies: 60, adds: 60 });
  const [weight] = lowerChecked(rollSumBackwardWeight, [f32(3, 5, 2), f32(3, 5, 2), u32(1, 2)], {});
  expect(weight.counters.multiplies).toBe(60);
});
