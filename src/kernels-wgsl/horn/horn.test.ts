import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32 } from "../_kernel/operator.ts";
import { horn } from "./kernel.ts";
import { hornReference } from "./reference.ts";

describe("horn reference", () => {
  test("worked numbers of the specification: e = (1, 2, 3) at position 1", () => {
    expect([...hornReference(Float64Array.of(1, 2, 3), 3, 1, 1, false)]).toEqual([-0.5, 0.5, 1.5]);
  });

  test("backward agrees with central differences", () => {
    for (const shape of [
      [1, 1, 3],
      [2, 5, 4],
    ]) {
      const error = checkGradient(horn, { inputs: [f32(...shape)], attributes: { offset: 2 } });
      expect(error.relative).toBeLessThan(1e-8);
    }
  });
});
