import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { lmuMemory, lmuMemoryBackward } from "./kernel.ts";
import { impulseResponse, legendreMemory } from "./matrices.ts";

// Forward sums at most 65 products, backward at most 65 * 20.
describe.each([true, false])("Legendre memory kernels, row per thread: %s", (isSoftware) => {
  const traits = { isSoftware };
  test.each([
    [1, 1, 1],
    [2, 9, 4],
    [3, 65, 20],
    [2, 33, 7],
  ])("[%i, %i, %i]", async (batch, steps, memory) => {
    const response = f32(steps, memory);
    const values = { 1: impulseResponse(legendreMemory(memory, steps + 1), steps).map(Math.fround) };
    await expectKernelMatches(lmuMemory, {
      inputs: [f32(batch, steps), response],
      attributes: {},
      values,
      tolerance: 5e-6,
      traits,
    });
    await expectKernelMatches(lmuMemoryBackward, {
      inputs: [f32(batch, steps, memory), response],
      attributes: {},
      values,
      tolerance: 1e-5,
      traits,
    });
  });
});
