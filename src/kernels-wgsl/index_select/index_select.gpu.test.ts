import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { indexSelect, indexSelectBackward, reorder } from "./kernel.ts";

test.each([
  [[1], 0, 1],
  [[3, 7, 2], 1, 9],
  [[5, 63], 0, 65],
  [[2, 3, 100], 1, 7],
])("index_select from %j along %i, %i picks", async (shape, axis, picks) => {
  const values = { 1: Float64Array.from({ length: picks }, (_, i) => (i * i) % (shape[axis] + 1)) };
  const inputs = [f32(...shape), u32(picks)];
  await expectKernelMatches(indexSelect, { inputs, attributes: { axis }, values, tolerance: 0 });
  const dy = indexSelect.infer(inputs, { axis })[0];
  await expectKernelMatches(indexSelectBackward, {
    inputs: [dy, u32(picks)],
    attributes: { axis, shape },
    values,
    tolerance: 2e-6,
  });
});

test("a permutation of 65 slabs", async () => {
  const order = Float64Array.from({ length: 65 }, (_, i) => (i * 7) % 65);
  const inverse = order.map((_, i) => order.indexOf(i));
  const inputs = [f32(3, 65, 5), u32(65), u32(65)];
  await expectKernelMatches(reorder, {
    inputs,
    attributes: { axis: 1 },
    values: { 1: order, 2: inverse },
    tolerance: 0,
  });
});
