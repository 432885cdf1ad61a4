import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { permute } from "./kernel.ts";

test.each([
  [[1], [0]],
  [
    [3, 65],
    [1, 0],
  ],
  [
    [2, 63, 3, 4],
    [0, 2, 1, 3],
  ],
  [
    [2, 3, 5, 7],
    [3, 1, 0, 2],
  ],
  [
    [2, 1, 3, 2, 2, 3, 2],
    [6, 0, 5, 1, 4, 2, 3],
  ],
])("permute %j by %j", async (shape, permutation) => {
  await expectKernelMatches(permute, { inputs: [f32(...shape)], attributes: { permutation }, tolerance: 0 });
});

test("permute copies integers too", async () => {
  const values = { 0: Float64Array.from({ length: 15 }, (_, i) => 4_000_000_000 + 256 * i) };
  await expectKernelMatches(permute, {
    inputs: [u32(3, 5)],
    attributes: { permutation: [1, 0] },
    values,
    tolerance: 0,
  });
});
