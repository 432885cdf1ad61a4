import { expect, test } from "vitest";
import { f32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { accumulateGradients } from "./kernel.ts";
import { accumulateReference } from "./reference.ts";

test("the first micro-batch overwrites its range, the others add their share; nothing else changes", () => {
  const arena = Float64Array.of(7, NaN, NaN, 9);
  const first = accumulateReference(arena, Float64Array.of(4, 8), 1, { ...REFERENCE_STEP, microSteps: 2 });
  expect([...first]).toEqual([7, 2, 4, 9]);
  const step = { ...REFERENCE_STEP, micro: 1, microSteps: 2 };
  expect([...accumulateReference(first, Float64Array.of(6, 2), 1, step)]).toEqual([7, 5, 5, 9]);
});

test("a gradient that does not lie in the arena is refused", () => {
  expect(() => accumulateGradients.infer([f32(128), f32(65)], { offset: 64 })).toThrow("65 elements at 64");
  expect(() => accumulateGradients.infer([f32(128), f32(2)], { offset: 2 })).toThrow("multiple of 4");
});
