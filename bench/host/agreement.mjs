/** A rival and we do not compute the same: a comparison of times would mean nothing. */
export class Disagreement extends Error {}

/** Later losses drift apart by rounding, however right all engines are. */
const COMPARED_LOSSES = 10;
const PUBLISHED_TOLERANCE = 2e-5;
/** tfjs has no AdamW: without decay its losses part from the others' after the first update. */
const WITHOUT_DECAY_TOLERANCE = 1e-2;

/** Largest distance of a gradient from its float64 truth, relative to its L2 norm. */
export const GRADIENT_LIMIT = 1e-5;

/**
 * The gradient that lies farthest from float64.
 * @param {readonly import("../page/engines/bakeoff/gradients.ts").GradientError[]} errors
 */
export function worstGradient(errors) {
  const worst = errors.reduce((a, b) => (a.relativeL2 >= b.relativeL2 ? a : b));
  // Written so that a NaN is refused too.
  if (errors.every(({ relativeL2 }) => relativeL2 <= GRADIENT_LIMIT)) return worst;
  throw new Disagreement(
    `Our gradient of ${worst.parameter} differs from float64 by ${worst.relativeL2.toExponential(1)} of its size (L2), more than ${GRADIENT_LIMIT}. Our train step is wrong, so no times are compared.`,
  );
}

/**
 * @param {{ title: string, tolerance: number }} bench
 * @param {string} rival
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 */
export function assertLossesAgree(bench, rival, ours, theirs) {
  const count = Math.min(COMPARED_LOSSES, ours.length, theirs.length);
  for (let step = 0; step < count; step += 1) {
    const tolerance = rival === "tfjs" && step > 0 ? WITHOUT_DECAY_TOLERANCE : bench.tolerance;
    if (Math.abs(ours[step] - theirs[step]) <= tolerance * Math.abs(ours[step])) continue;
    throw new Disagreement(
      `${bench.title}: after ${step} updates our loss is ${ours[step]}, that of ${rival} ${theirs[step]}; they may differ by ${tolerance} of it. One of the engines is wrong, so no times are compared.`,
    );
  }
}

/**
 * @param {readonly number[]} ours
 * @param {readonly (readonly [number, number])[]} published losses by the number of updates before them
 */
export function assertPublishedLosses(ours, published) {
  for (const [step, want] of published) {
    if (step >= ours.length || Math.abs(ours[step] - want) <= PUBLISHED_TOLERANCE) continue;
    throw new Disagreement(
      `Our loss after ${step} updates is ${ours[step]}; four independent engines gave ${want} for this model and batch. Our train step is wrong, so no times are compared.`,
    );
  }
}

/**
 * @param {{ title: string, tolerance: number }} bench
 * @param {string} rival
 * @param {number | null} relativeRms
 */
export function assertOutputsAgree(bench, rival, relativeRms) {
  if (relativeRms === null || relativeRms <= bench.tolerance) return;
  throw new Disagreement(
    `${bench.title}: our output and that of ${rival} differ by ${relativeRms.toExponential(1)} of their size (root mean square), more than ${bench.tolerance}. One of the engines is wrong, so no times are compared.`,
  );
}
