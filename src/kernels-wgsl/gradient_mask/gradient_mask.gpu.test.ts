import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { FIRST_STEP, runOnGpu } from "../_kernel/gpu-run.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { gradientMask } from "./kernel.ts";
import { gradientMaskReference } from "./reference.ts";

test("masks freeze rows exactly until their step", async () => {
  for (const { shape, rows, inner } of [
    { shape: [1], rows: 1, inner: 1 },
    { shape: [5, 13], rows: 5, inner: 13 },
    { shape: [3, 4, 25], rows: 4, inner: 25 },
  ]) {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const values = randomValues(size, 1);
    const firstSteps = Float64Array.from({ length: rows }, (_, row) => 10 * row);
    const inputs = [
      { spec: f32(...shape), values },
      { spec: u32(rows), values: firstSteps },
    ];
    for (const index of [0, 9, 10, 40]) {
      const step = { ...FIRST_STEP, index };
      const { outputs, brokenGuards } = await runOnGpu(gradientMask, inputs, { inner }, { step });
      expect([...outputs[0]]).toEqual([...gradientMaskReference(values, firstSteps, inner, index)]);
      expect(brokenGuards).toEqual([]);
    }
  }
});
