import { expect, test } from "vitest";
import { FIRST_STEP, runOnGpu } from "../_kernel/gpu-run.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { randomOrder } from "./kernel.ts";
import { randomOrderReference } from "./reference.ts";

test.each([1, 3, 64, 300, 4096])("an order of %i places", async (size) => {
  await expectKernelMatches(randomOrder, { inputs: [], attributes: { size, site: 7 }, tolerance: 0 });
});

test("later steps draw what the host draws", async () => {
  const step = { ...FIRST_STEP, index: 100_000, micro: 2, microSteps: 3, seed: 42 };
  const { outputs } = await runOnGpu(randomOrder, [], { size: 65, site: 0xffff_ffff }, { step });
  const { order, inverse } = randomOrderReference(65, 0xffff_ffff, step);
  expect([...outputs[0]]).toEqual([...order]);
  expect([...outputs[1]]).toEqual([...inverse]);
});
