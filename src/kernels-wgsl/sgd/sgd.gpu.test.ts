import { test } from "vitest";
import { expectTrajectoryMatches } from "../_optimizer/trajectory.ts";
import { sgd } from "./kernel.ts";
import { sgdReference } from "./reference.ts";

test.each([
  { momentum: 0.9, dampening: 0.25, nesterov: false },
  { momentum: 0.9, dampening: 0, nesterov: true },
  { momentum: 0, dampening: 0, nesterov: false },
])("ten steps: %o", async (attributes) => {
  await expectTrajectoryMatches(
    { operator: sgd, attributes, states: 1, reference: (inputs, step) => sgdReference(inputs, attributes, step) },
    2e-6,
  );
});
