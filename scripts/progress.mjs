/** @param {{ arm: string, seed: number, peakLearningRate: number }} key */
const runName = (key) => `${key.arm} seed ${key.seed} lr ${key.peakLearningRate}`;

/** @param {number | null | undefined} value @param {number} digits */
const fixed = (value, digits) => (value === null || value === undefined ? "–" : value.toFixed(digits));

/** @type {Record<string, string>} what quality is counted in, as the data's question has it; else in squared errors */
const COUNTED_IN = {
  "next-token": "bits per byte",
  "label-tokens": "bits per label",
  "classify-image": "nats per image",
};

const METRICS_EVERY_STEPS = 10;

/**
 * One line for the terminal, or undefined for events that are too frequent to print.
 * @param {any} event an event of the worker's protocol
 * @returns {string | undefined}
 */
export function progressLine(event) {
  switch (event.type) {
    case "phase": {
      if (event.phase === "evaluation") return undefined;
      const of = event.total === undefined ? "" : ` of ${event.total}`;
      const arm = event.arm === undefined ? "" : ` (${event.arm})`;
      return event.done === 0 || event.done === event.total
        ? `${event.phase}${arm}: ${event.done}${of} ${event.unit}`
        : undefined;
    }
    case "dataset": {
      const { id, trainTokens, evalSlice, yardsticks = [] } = event.dataset;
      const rows = yardsticks
        .map((/** @type {any} */ row) => `${row.name} ${fixed(row.bitsPerByte ?? row.loss, 2)}`)
        .join(", ");
      const unit = COUNTED_IN[event.dataset.asks ?? "next-token"] ?? "squared error";
      return `data ${id}: ${trainTokens} training tokens, ${evalSlice.tokens} evaluation targets; ${unit} of ${rows || "no yardsticks"}`;
    }
    case "plan": {
      const { vendor, architecture, isSoftware } = event.adapter;
      const label = isSoftware ? " (software adapter: timings are not a ranking)" : "";
      const arms = event.arms.map((/** @type {any} */ arm) => `${arm.id} ${arm.parameters} parameters`).join(", ");
      return `adapter ${vendor} ${architecture}${label}; ${arms}; ${event.stepsPerRun ?? "?"} steps a run, ${event.runs.length} runs`;
    }
    case "metrics": {
      const last = event.step.length - 1;
      if (event.step[last] % METRICS_EVERY_STEPS !== 0) return undefined;
      return `${runName(event.key)} step ${event.step[last]}: training ${fixed(event.trainBitsPerByte[last], 3)}, ${fixed(event.stepMs[last], 0)} ms a step`;
    }
    case "evaluation": {
      const { bitsPerByte, loss, accuracy, targets } = event.evaluation;
      const quality = bitsPerByte === undefined ? `loss ${loss.toFixed(4)}` : `${bitsPerByte.toFixed(3)} bits`;
      const right = accuracy === undefined ? "" : `, ${(100 * accuracy).toFixed(1)} % right`;
      return `${runName(event.key)} step ${event.step}: evaluation ${quality}${right} on ${targets} targets (${event.slice})`;
    }
    case "sample":
      return `${runName(event.key)} step ${event.step} writes: ${JSON.stringify(event.prompt + event.text)}`;
    case "notice":
      return event.sentence;
    default:
      return undefined;
  }
}
