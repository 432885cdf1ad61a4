import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { triangularMatrix, triangularMatrixBackward } from "./kernel.ts";

test.each(["lower", "symmetric"] as const)("triangular matrix kernel, %s", async (form) => {
  for (const [size, n] of [
    [1, 1],
    [6, 3],
    [2080, 64],
    [5050, 63],
    [5050, 100],
  ]) {
    const tolerance = form === "lower" ? 0 : 2e-7;
    await expectKernelMatches(triangularMatrix, { inputs: [f32(size)], attributes: { n, form }, tolerance: 0 });
    await expectKernelMatches(triangularMatrixBackward, {
      inputs: [f32(n, n)],
      attributes: { n, form, shape: [size] },
      tolerance,
    });
  }
});
