import { expect, test } from "vitest";
import { lossWeight } from "./kernel.ts";

test("a loss weight is one number and has no gradient rule", () => {
  expect(lossWeight.infer([], { slot: 3 })).toEqual([{ shape: [1], dtype: "f32" }]);
  expect("gradient" in lossWeight).toBe(false);
});
