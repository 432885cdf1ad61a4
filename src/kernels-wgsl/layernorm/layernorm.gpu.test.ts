import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf, type Shape } from "../_kernel/operator.ts";
import type { Program } from "../elementwise/program.ts";
import { layernormBackward, layernormBackwardWeight } from "./backward.ts";
import { layernorm } from "./kernel.ts";

const SHAPES: readonly Shape[] = [
  [1, 1],
  [3, 63],
  [2, 65, 100],
];
const ADD_RESIDUAL: Program = {
  operands: ["full", "full"],
  instructions: [{ row: "add", arguments: [0, 1] }],
  results: [2],
};

// Forward: means over at most 100 elements and a handful of roundings. Backward: sums over at most 130 rows.
describe.each([true, false])("layernorm kernel, row per thread: %s", (isSoftware) => {
  const traits = { isSoftware };

  test.each(SHAPES.map((shape) => ({ shape })))("$shape", async ({ shape }) => {
    const x = f32(...shape);
    const channels = x.shape[x.shape.length - 1];
    const rows = f32(sizeOf(x.shape) / channels);
    const parameter = f32(channels);
    const attributes = { eps: 1e-5 };
    await expectKernelMatches(layernorm, { inputs: [x, parameter, parameter], attributes, tolerance: 5e-6, traits });
    await expectKernelMatches(layernorm, { inputs: [x], attributes, tolerance: 5e-6, traits });
    await expectKernelMatches(layernormBackward, {
      inputs: [x, x, rows, rows, parameter, x],
      attributes: { hasWeight: true, program: ADD_RESIDUAL },
      tolerance: 5e-6,
      traits,
    });
    await expectKernelMatches(layernormBackwardWeight, {
      inputs: [x, x, rows, rows],
      attributes: { hasBias: true },
      tolerance: 5e-6,
      traits,
    });
  });

  test("mean 30 and deviation 0.1 keep their precision, zero and constant rows stay finite", async () => {
    const x = f32(5, 100);
    const values = randomValues(500, 1).map((value) => Math.fround(30 + 0.1 * value));
    values.fill(0, 0, 100);
    values.fill(30.1, 100, 200);
    await expectKernelMatches(layernorm, {
      inputs: [x, f32(100), f32(100)],
      attributes: { eps: 1e-5 },
      values: { 0: values.map(Math.fround) },
      tolerance: 1e-5,
      traits,
    });
  });

  test("weight without bias, backward without weight", async () => {
    const x = f32(7, 12);
    const attributes = { eps: 1e-5 };
    await expectKernelMatches(layernorm, { inputs: [x, f32(12)], attributes, tolerance: 5e-6, traits });
    await expectKernelMatches(layernormBackward, {
      inputs: [x, x, f32(7), f32(7)],
      attributes: { hasWeight: false },
      tolerance: 5e-6,
      traits,
    });
    await expectKernelMatches(layernormBackwardWeight, {
      inputs: [x, x, f32(7), f32(7)],
      attributes: { hasBias: false },
      tolerance: 5e-6,
      traits,
    });
  });
});
