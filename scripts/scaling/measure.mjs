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
  const [arm] = result.arms;
  const [run] = arm.runs;
  const { stepMs, forwardMs, backwardMs, optimizerMs } = run.timings;
  const { dispatchesPerStep, flopsPerStep, bytesPerStep, peakBytes } = run.counters;
  return {
    adapter: result.adapter,
    parameters: arm.parameters,
    steps: run.curves.step.length,
    stepMs,
    phaseMs: { forward: forwardMs?.median, backward: backwardMs?.median, optimizer: optimizerMs?.median },
    dispatchesPerStep,
    flopsPerStep,
    bytesPerStep,
    peakBytes,
  };
}

/**
 * Memory of a step that only reads, from its plan.
 * @param {import("@playwright/test").Page} page @param {object} document @param {number} sequenceLength
 */
export async function prefillPlan(page, document, sequenceLength) {
  return page.evaluate(async ([given, length]) => {
    const { bakeoff } = /** @type {any} */ (window);
    const plan = await bakeoff.documents.plan(given, { sequenceLength: length, batch: 1, pass: "forward" });
    const sum = (/** @type {string} */ field) =>
      plan.dispatches.reduce((/** @type {number} */ total, /** @type {any} */ row) => total + row[field], 0);
    const { peakBytes, slotBytes } = plan;
    return { peakBytes, slotBytes, dispatches: plan.dispatches.length, flops: sum("flops"), bytes: sum("bytes") };
  }, /** @type {const} */ ([document, sequenceLength]));
}
