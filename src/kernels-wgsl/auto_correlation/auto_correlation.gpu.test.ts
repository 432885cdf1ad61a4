import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { autoCorrelation, autoCorrelationBackward } from "./kernel.ts";

test.each([
  [1, 1],
  [2, 65],
  [3, 24],
])("auto-correlation of %i series of %i steps", async (batch, length) => {
  const given = { attributes: { scale: 0.3 }, tolerance: 3e-6 };
  await expectKernelMatches(autoCorrelation, { inputs: [f32(batch, length, length)], ...given });
  await expectKernelMatches(autoCorrelationBackward, { inputs: [f32(batch, length)], ...given });
});
