import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { broadcastTo } from "./kernel.ts";

test.each([
  [[1], [65]],
  [[63], [3, 63]],
  [[100], [5, 100]],
  [
    [2, 1, 4],
    [2, 3, 4],
  ],
  [
    [3, 1, 5, 1],
    [3, 7, 5, 2],
  ],
])("broadcast %j to %j", async (from, shape) => {
  await expectKernelMatches(broadcastTo, { inputs: [f32(...from)], attributes: { shape }, tolerance: 0 });
});
