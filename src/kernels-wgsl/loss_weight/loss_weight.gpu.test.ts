import { expect, test } from "vitest";
import { FIRST_STEP, runOnGpu } from "../_kernel/gpu-run.ts";
import { lossWeight } from "./kernel.ts";

test("every slot reads its own weight of the step", async () => {
  const lossWeights = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5];
  for (const [slot, want] of lossWeights.entries()) {
    const { outputs, brokenGuards } = await runOnGpu(
      lossWeight,
      [],
      { slot },
      { step: { ...FIRST_STEP, lossWeights } },
    );
    expect([...outputs[0]]).toEqual([want]);
    expect(brokenGuards).toEqual([]);
  }
});
