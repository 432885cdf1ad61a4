import { describe, expect, it } from "vitest";
import { SessionControl } from "./control.ts";

/** A session of `rounds` steps that yields between them, as one waiting for a device does. */
function session(rounds: number) {
  const states: string[] = [];
  const control = new SessionControl((state) => states.push(state));
  const steps = { done: 0 };
  const finished = (async () => {
    while (steps.done < rounds && (await control.boundary())) {
      await new Promise((resolve) => setTimeout(resolve));
      steps.done += 1;
    }
    control.end();
  })();
  return { control, steps, states, finished };
}

describe("session control", () => {
  it("skips the runs under way, also while it is paused, and stands ready for those behind them", async () => {
    const control = new SessionControl(() => undefined);
    control.skip();
    expect(await control.boundary()).toBe(false);
    expect(await control.boundary()).toBe(true);
    const pausing = control.pause();
    const standing = control.boundary();
    await pausing;
    control.skip();
    expect(await standing).toBe(false);
    expect(control.isStopped).toBe(false);
    const next = control.boundary();
    control.resume();
    expect(await next).toBe(true);
  });

  it("pauses at a boundary, steps once, and resumes", async () => {
    const { control, steps, states, finished } = session(20);
    await control.pause();
    const paused = steps.done;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(steps.done).toBe(paused);
    await control.step();
    expect(steps.done).toBe(paused + 1);
    expect(control.isPaused).toBe(true);
    control.resume();
    await finished;
    expect(steps.done).toBe(20);
    expect(states[0]).toBe("paused");
    expect(states.at(-1)).toBe("running");
  });

  it("stops while paused and while running", async () => {
    const paused = session(1000);
    await paused.control.pause();
    paused.control.stop();
    await paused.finished;
    expect(paused.steps.done).toBeLessThan(1000);
    const running = session(1000);
    running.control.stop();
    await running.finished;
    expect(running.steps.done).toBeLessThan(1000);
  });

  it("leaves nobody waiting when the session ends by itself", async () => {
    const { control, finished } = session(2);
    const pausing = finished.then(() => control.pause());
    await expect(pausing).resolves.toBeUndefined();
  });
});
