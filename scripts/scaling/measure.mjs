// Measures one point in the page: a few training steps, then a stop, so that nothing but steps is timed.

/** Two warm up, the fifth is timed launch by launch. */
export const STEPS = 8;
/** The run is stopped long before its end. */
export const PLANNED_STEPS = 1_000;

/**
 * @param {import("@playwright/test").Page} page
 * @param {object} experiment
 * @returns {Promise<any>}
 */
export async function measurePoint(page, experiment) {
  const result = await page.evaluate(([given, steps]) => {
    const { bakeoff } = /** @type {any} */ (window);
    const onEvent = (/** @type {any} */ event) => {
      if (event.type === "metrics" && event.step.at(-1) >= steps) void bakeoff.stop();
    };
    return bakeoff.run(given, { onEvent });
  }, /** @type {const} */ ([experiment, STEPS]));
  const [run] = result.arms[0].runs;
  if (run.timings.stepMs === undefined) throw new Error(`none of the ${run.curves.step.length} steps was timed`);
  const { stepMs, forwardMs, backwardMs, optimizerMs } = run.timings;
  return {
    adapter: result.adapter,
    steps: run.curves.step.length,
    stepMs,
    phaseMs: { forward: forwardMs?.median, backward: backwardMs?.median, optimizer: optimizerMs?.median },
  };
}
