import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, type Shape } from "../_kernel/operator.ts";
import type { Program } from "../elementwise/program.ts";
import { rmsnormBackward, rmsnormBackwardWeight } from "./backward.ts";
import { rmsnorm } from "./kernel.ts";

const CASES: readonly { readonly shape: Shape; readonly groups: number }[] = [
  { shape: [1, 1], groups: 1 },
  { shape: [3, 63], groups: 3 },
  { shape: [2, 65, 100], groups: 1 },
  { shape: [1, 65, 96], groups: 3 },
];

const ADD_RESIDUAL: Program = {
  operands: ["full", "full"],
  instructions: [{ row: "add", arguments: [0, 1] }],
  results: [2],
};

// Forward: a mean over at most 100 squares and three roundings. Backward: sums of as many products, 130 rows at most.
describe.each([true, false])("rmsnorm kernel, piece per thread: %s", (isSoftware) => {
  test.each(CASES)("$shape in $groups groups", async ({ shape, groups }) => {
    const traits = { isSoftware };
    const channels = shape[shape.length - 1];
    const rows = shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
    const x = f32(...shape);
    const [weight, rstd] = [f32(channels), f32(rows, groups)];
    await expectKernelMatches(rmsnorm, {
      inputs: [x, weight],
      attributes: { eps: 1e-5, groups },
      tolerance: 2e-6,
      traits,
    });
    await expectKernelMatches(rmsnorm, { inputs: [x], attributes: { eps: 1e-5, groups }, tolerance: 2e-6, traits });
    await expectKernelMatches(rmsnormBackward, {
      inputs: [x, x, rstd, weight, x],
      attributes: { groups, hasWeight: true, program: ADD_RESIDUAL },
      tolerance: 5e-6,
      traits,
    });
    await expectKernelMatches(rmsnormBackward, {
      inputs: [x, x, rstd],
      attributes: { groups, hasWeight: false },
      tolerance: 5e-6,
      traits,
    });
    await expectKernelMatches(rmsnormBackwardWeight, {
      inputs: [x, x, rstd],
      attributes: { groups },
      tolerance: 5e-6,
      traits,
    });
  });
});
