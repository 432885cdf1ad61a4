import { expect, test } from "vitest";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { gradientMask } from "./kernel.ts";
import { gradientMaskReference } from "./reference.ts";

test("rows pass from their first step on, the period repeating", () => {
  const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const firstSteps = Float64Array.of(0, 10);
  expect([...gradientMaskReference(x, firstSteps, 2, 9)]).toEqual([1, 2, 0, 0, 5, 6, 0, 0]);
  expect([...gradientMaskReference(x, firstSteps, 2, 10)]).toEqual([...x]);
});

test("refuses a period that does not divide the gradient", () => {
  expect(() => gradientMask.infer([f32(7), u32(2)], { inner: 2 })).toThrow("no whole number of 2 rows of 2");
});

test("its launch keeps its promises and has no gradient rule", () => {
  lowerChecked(gradientMask, [f32(4, 6), u32(4)], { inner: 6 });
  expect("gradient" in gradientMask).toBe(false);
});
