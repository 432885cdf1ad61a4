import { expect, test } from "vitest";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { lionReference } from "./reference.ts";

test("steps have the size of the learning rate, whatever the gradient's", () => {
  const inputs = [
    Float64Array.of(1, 1, 1),
    Float64Array.of(1e-3, -50, 0),
    new Float64Array(3),
    Float64Array.of(0),
    Float64Array.of(0, 1, 0, 0),
    Float64Array.of(1, 1),
  ];
  const [p, m] = lionReference(inputs, { beta1: 0.9, beta2: 0.75 }, REFERENCE_STEP);
  expect([...p]).toEqual([0.99, 1.01, 1]);
  expect([...m]).toEqual([0.25e-3, -12.5, 0]);
});
