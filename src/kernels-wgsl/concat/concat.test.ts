import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { concat } from "./kernel.ts";
import { concatReference } from "./reference.ts";

describe("concat reference", () => {
  test("joins columns and rows", () => {
    const [a, b] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
    expect([
      ...concatReference(
        [a, b],
        [
          [2, 1],
          [2, 1],
        ],
        1,
      ),
    ]).toEqual([1, 3, 2, 4]);
    expect([
      ...concatReference(
        [a, b],
        [
          [2, 1],
          [2, 1],
        ],
        0,
      ),
    ]).toEqual([1, 2, 3, 4]);
  });

  test("gradient agrees with central differences", () => {
    const inputs = [f32(2, 3, 2), f32(2, 1, 2), f32(2, 4, 2)];
    expect(checkGradient(concat, { inputs, attributes: { axis: 1 } }).relative).toBeLessThan(1e-8);
  });

  test("refuses inputs that differ elsewhere", () => {
    expect(() => concat.infer([f32(2, 3), f32(3, 3)], { axis: 1 })).toThrow("must agree");
  });
});
