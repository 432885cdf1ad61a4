import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { u32 } from "../_kernel/operator.ts";
import { sortById } from "./kernel.ts";

describe("sort_by_id kernel", () => {
  test.each([
    { size: 1, count: 1 },
    { size: 3, count: 9 },
    { size: 65, count: 4 },
    { size: 100, count: 1000 },
    { size: 1024, count: 65 },
  ])("$size positions, $count ids", async ({ size, count }) => {
    const ids = randomValues(size, 7).map((value) => Math.floor(((value + 1) / 2) * count));
    await expectKernelMatches(sortById, {
      inputs: [u32(size)],
      values: { 0: ids },
      attributes: { count },
      tolerance: 0,
    });
  });

  test("one id everywhere, and ids past the last run", async () => {
    for (const ids of [new Float64Array(66).fill(2), Float64Array.from({ length: 64 }, (_, i) => (i * 7) % 11)]) {
      await expectKernelMatches(sortById, {
        inputs: [u32(ids.length)],
        values: { 0: ids },
        attributes: { count: 5 },
        tolerance: 0,
      });
    }
  });
});
