import { expect, test } from "vitest";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { sgdReference } from "./reference.ts";

const one = (value: number): Float64Array => Float64Array.of(value);
const inputs = (momentum: number): Float64Array[] => [
  one(1),
  one(4),
  one(momentum),
  one(0),
  Float64Array.of(0.5, 1, 0, 0),
  Float64Array.of(4, 0.5),
];
const SETTINGS = { momentum: 0.5, dampening: 0.25, nesterov: false };

test("the first step takes the gradient as momentum, later ones dampen it", () => {
  // g = 0.5 * 4 + 0.5 * 1 = 2.5
  const first = sgdReference(inputs(8), SETTINGS, REFERENCE_STEP);
  expect([first[0][0], first[1][0]]).toEqual([1 - 0.01 * 2.5, 2.5]);
  const second = sgdReference(inputs(8), SETTINGS, { ...REFERENCE_STEP, index: 1 });
  expect(second[1][0]).toBe(0.5 * 8 + 0.75 * 2.5);
});

test("Nesterov's step looks ahead along the momentum", () => {
  const [p] = sgdReference(inputs(0), { ...SETTINGS, nesterov: true }, REFERENCE_STEP);
  expect(p[0]).toBe(1 - 0.01 * (2.5 + 0.5 * 2.5));
});
