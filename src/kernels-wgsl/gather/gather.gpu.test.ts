import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, i32, sizeOf } from "../_kernel/operator.ts";
import { gather, gatherBackward } from "./kernel.ts";

test.each([
  [[1], [1], 0],
  [[3, 7], [3, 4], 1],
  [[5, 63], [65, 63], 0],
  [[2, 3, 100], [2, 9, 100], 1],
])("gather from %j by %j along %i", async (shape, picks, axis) => {
  const index = Float64Array.from(
    { length: sizeOf(picks) },
    (_, i) => ((i * i) % (shape[axis] + 1)) - (i % 11 === 0 ? 1 : 0),
  );
  await expectKernelMatches(gather, {
    inputs: [f32(...shape), i32(...picks)],
    attributes: { axis },
    values: { 1: index },
    tolerance: 0,
  });
  await expectKernelMatches(gatherBackward, {
    inputs: [f32(...picks), i32(...picks)],
    attributes: { axis, shape },
    values: { 1: index },
    tolerance: 1e-6,
  });
});
