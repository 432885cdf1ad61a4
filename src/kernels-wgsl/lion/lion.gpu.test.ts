import { test } from "vitest";
import { expectTrajectoryMatches } from "../_optimizer/trajectory.ts";
import { lion } from "./kernel.ts";
import { lionReference } from "./reference.ts";

test("ten steps", async () => {
  const attributes = { beta1: 0.9, beta2: 0.99 };
  await expectTrajectoryMatches(
    { operator: lion, attributes, states: 1, reference: (inputs, step) => lionReference(inputs, attributes, step) },
    2e-6,
  );
});
