import { expect, test } from "vitest";
import { f32 } from "../_kernel/operator.ts";
import { REFERENCE_STEP } from "../_optimizer/update.ts";
import { accumulateGradients } from "./kernel.ts";
import { accumulateReference } from "./reference.ts";

test("the first micro-batch overwrites, the others add their share", () => {
  const first = accumulateReference(Float64Array.of(NaN), Float64Array.of(4), { ...REFERENCE_STEP, microSteps: 2 });
  expect([...first]).toEqual([2]);
  const step = { ...REFERENCE_STEP, micro: 1, microSteps: 2 };
  expect([...accumulateReference(first, Float64Array.of(6), step)]).toEqual([5]);
});

test("unequal arenas are refused", () => {
  expect(() => accumulateGradients.infer([f32(64), f32(128)], {})).toThrow("two arenas of one length");
});
