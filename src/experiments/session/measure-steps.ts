import { stepsWithin } from "./budget.ts";
import type { LiveArm } from "./live-arm.ts";
import type { StepClock } from "./step-clock.ts";

/** Steps that are timed to turn a budget in seconds into a number of steps; the first warms up. */
const MEASURED_STEPS = 4;

/** How many steps of this arm fit into the seconds on this device. Leaves the arm to be initialised again. */
export async function measureSteps(arm: LiveArm, seed: number, seconds: number, clock: StepClock): Promise<number> {
  const { trainer } = arm;
  trainer.initialise(seed);
  await trainer.program.settled();
  const times: number[] = [];
  for (let index = 0; index < MEASURED_STEPS; index += 1) {
    await clock.room();
    await trainer.program.room();
    trainer.program.submit(trainer.stepValues(index, 0));
    times.push(await clock.track());
  }
  await trainer.records(true);
  return stepsWithin(seconds, Math.min(...times.slice(1)));
}
