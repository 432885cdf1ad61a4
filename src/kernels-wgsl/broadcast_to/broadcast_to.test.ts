import { expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { broadcastTo } from "./kernel.ts";
import { broadcastReference } from "./reference.ts";

test("repeats rows and columns", () => {
  expect([...broadcastReference(Float64Array.of(1, 2), [2, 1], [2, 2])]).toEqual([1, 1, 2, 2]);
  expect([...broadcastReference(Float64Array.of(1, 2), [2], [2, 2])]).toEqual([1, 2, 1, 2]);
});

test.each([
  [[3], [2, 3]],
  [
    [2, 1, 3],
    [2, 4, 3],
  ],
  [[1], [1, 1, 1]],
])("gradient of %j to %j agrees with central differences", (from, shape) => {
  expect(checkGradient(broadcastTo, { inputs: [f32(...from)], attributes: { shape } }).relative).toBeLessThan(1e-8);
});

test("names shapes that do not fit", () => {
  expect(() => broadcastTo.infer([f32(2)], { shape: [2, 3] })).toThrow("cannot repeat [2] to [2, 3]");
});
