import { expect, test } from "vitest";
import { PORTABLE_TRAITS } from "../kernels-wgsl/index.ts";
import { jouleSteps } from "./joule-steps.ts";

const experiment = {
  schema: "bakeoff/experiment@1",
  kind: "compare",
  arms: [
    { id: "small", preset: "lm-pico" },
    { id: "wide", preset: "lm-pico", overrides: { "layers.ffn.hidden": 512 } },
  ],
  baseline: "small",
  data: { id: "copying" },
  sequenceLength: 16,
  batch: 2,
  budget: { joules: 1e-2 },
};

test("the dearer arm gets fewer steps of the same joules, and twice the joules give twice the steps", async () => {
  const [small, wide] = await jouleSteps(experiment, PORTABLE_TRAITS);
  expect(small).toMatchObject({ arm: "small" });
  expect(wide.steps).toBeLessThan(small.steps);
  const [twice] = await jouleSteps({ ...experiment, budget: { joules: 2e-2 } }, PORTABLE_TRAITS);
  expect(twice.steps / small.steps).toBeCloseTo(2, 1);
});

test("micro-steps are paid for", async () => {
  const [small] = await jouleSteps(experiment, PORTABLE_TRAITS);
  const [fourfold] = await jouleSteps({ ...experiment, accumulate: 4 }, PORTABLE_TRAITS);
  expect(fourfold.steps).toBeLessThan(small.steps / 3);
});

test("a budget of another unit is refused", async () => {
  await expect(jouleSteps({ ...experiment, budget: { steps: 3 } }, PORTABLE_TRAITS)).rejects.toThrow(
    /Only a budget in joules/,
  );
});
