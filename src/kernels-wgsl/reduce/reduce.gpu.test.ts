import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { reduceBackward } from "./backward.ts";
import { reduce } from "./kernel.ts";
import { reduceReference } from "./reference.ts";

const CASES: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
  [[1], [0]],
  [[5], [0]],
  [[3, 65], [1]],
  [[65, 3], [0]],
  [[4, 8200], [1]],
  [[4103], [0]],
  [[1000, 100], [0]],
  [
    [2, 3, 4, 5],
    [1, 3],
  ],
  [
    [3, 63, 4],
    [0, 2],
  ],
  [
    [3, 1, 5],
    [0, 1, 2],
  ],
];

describe.each([true, false])("reduce kernel, row per thread: %s", (isSoftware) => {
  const traits = { isSoftware };
  test.each(CASES)("%j over %j", async (shape, axes) => {
    for (const kind of ["sum", "mean", "max"] as const) {
      const attributes = { kind, axes, keepdims: false };
      const tolerance = kind === "max" ? 0 : 3e-6;
      await expectKernelMatches(reduce, { inputs: [f32(...shape)], attributes, tolerance, traits });
    }
  });
});

test.each(CASES)("gradient of %j over %j", async (shape, axes) => {
  const spec = f32(...shape);
  const y = reduce.infer([spec], { kind: "sum", axes, keepdims: false })[0];
  for (const kind of ["sum", "mean"] as const) {
    const attributes = { kind, axes, shape };
    await expectKernelMatches(reduceBackward, { inputs: [y], attributes, tolerance: 1e-6 });
  }
  // Few distinct values make many ties.
  const x = Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (i * i) % 5);
  const values = { 1: x, 2: reduceReference(x, shape, axes, "max") };
  const attributes = { kind: "max", axes, shape } as const;
  await expectKernelMatches(reduceBackward, { inputs: [y, spec, y], attributes, values, tolerance: 1e-6 });
});
