import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf } from "../_kernel/operator.ts";
import { cosAffine, cosAffineBackward } from "./kernel.ts";

const SHAPES = [
  [1, 1],
  [3, 65],
  [2, 65, 8],
  [100, 3],
];

// The angle is rounded once (up to 4 turns here), the polynomials to 3e-8; 130 rows are summed at most.
describe.each([true, false])("cos_affine kernel, short tiles: %s", (isSoftware) => {
  test.each(SHAPES.map((shape) => [shape] as const))("%j", async (shape) => {
    const traits = { isSoftware };
    const [x, w] = [f32(...shape), f32(shape[shape.length - 1])];
    const values = { 0: randomValues(sizeOf(shape), 3).map((value) => Math.fround(6 * value)) };
    await expectKernelMatches(cosAffine, { inputs: [x, w, w], attributes: {}, values, tolerance: 3e-6, traits });
    await expectKernelMatches(cosAffineBackward, {
      inputs: [x, x, w, w],
      attributes: {},
      values: { 1: values[0] },
      tolerance: 1e-5,
      traits,
    });
  });
});

test("angles of many turns keep their accuracy", async () => {
  const x = Float64Array.from({ length: 64 }, (_, i) => Math.fround((i - 32) * 37.5));
  const inputs = [f32(1, 64), f32(64), f32(64)];
  const values = { 0: x, 1: new Float64Array(64).fill(1), 2: new Float64Array(64) };
  await expectKernelMatches(cosAffine, { inputs, attributes: {}, values, tolerance: 1e-6 });
});
