import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { monomials, monomialsBackward } from "./kernel.ts";
import { monomialCount, monomialTable } from "./reference.ts";

test.each([
  [1, 1, 1],
  [3, 4, 3],
  [65, 8, 2],
  [100, 5, 1],
])("monomials kernel: %i rows of %i channels up to degree %i", async (rows, width, degree) => {
  const features = monomialCount(width, degree);
  const inputs = [f32(rows, width), u32(features, degree)];
  const table = monomialTable(width, degree);
  await expectKernelMatches(monomials, { inputs, attributes: { degree }, values: { 1: table }, tolerance: 1e-6 });
  const backward = [f32(rows, features), ...inputs];
  await expectKernelMatches(monomialsBackward, {
    inputs: backward,
    attributes: { degree },
    values: { 2: table },
    tolerance: 5e-6,
  });
});
