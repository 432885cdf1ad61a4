import { expect, it } from "vitest";
import { NO_COST } from "../../lib/counters.ts";
import { joulesOfRun, plannedSteps, stepsForJoules, stepsOfArm } from "./budget.ts";

/** An arm whose step costs so many joules: multiplications at 3.7 pJ. */
const arm = (joules: number) => ({ stepCounters: { ...NO_COST, multiplies: joules / 3.7e-12 } });

const SIZED = { batch: 2, sequenceLength: 8, accumulate: 1 };

it("a budget in joules gives the dearer arm fewer steps, and never more than it allows", () => {
  expect(stepsForJoules(arm(0.01), 1.005)).toBe(100);
  expect(stepsForJoules(arm(0.02), 1.005)).toBe(50);
  for (const perStep of [0.013, 0.07, 0.4]) {
    const steps = stepsForJoules(arm(perStep), 1);
    expect(joulesOfRun(arm(perStep), steps)).toBeLessThanOrEqual(1);
    expect(joulesOfRun(arm(perStep), steps + 1)).toBeGreaterThan(1);
  }
});

it("segments count at their own cost", () => {
  const grown = { ...arm(0.01), next: { at: 0.5, take: {}, stage: arm(0.03) } };
  expect(joulesOfRun(grown, 10)).toBeCloseTo(5 * 0.01 + 5 * 0.03, 9);
  expect(stepsForJoules(grown, 0.2001)).toBe(10);
});

it("there is always a step, and other budgets do not ask for energy", () => {
  expect(stepsForJoules(arm(5), 1)).toBe(1);
  expect(plannedSteps({ ...SIZED, budget: { joules: 1 } })).toBeNull();
  expect(stepsOfArm({ ...SIZED, budget: { joules: 1 } }, arm(0.3))).toBe(3);
  expect(stepsOfArm({ ...SIZED, budget: { tokens: 33 } }, arm(0.3))).toBe(3);
  expect(stepsOfArm({ ...SIZED, budget: { seconds: 3 } }, arm(0.3))).toBeNull();
});
