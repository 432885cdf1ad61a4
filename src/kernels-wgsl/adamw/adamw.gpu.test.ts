import { test } from "vitest";
import { expectTrajectoryMatches } from "../_optimizer/trajectory.ts";
import { adamw } from "./kernel.ts";
import { adamwReference } from "./reference.ts";

test.each([true, false])("ten steps, decoupled decay: %s", async (decoupled) => {
  const attributes = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decoupled };
  await expectTrajectoryMatches(
    {
      operator: adamw,
      attributes,
      states: 2,
      betas: [0.9, 0.95],
      reference: (inputs, step) => adamwReference(inputs, attributes, step),
    },
    5e-6,
  );
});
