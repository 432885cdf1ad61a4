import type { LiveArm } from "./live-arm.ts";

/** Says at which step, block and direction the loss first was no number, and what to change. Runs that step once more. */
export async function notFiniteSentence(
  { title, trainer }: LiveArm,
  step: number,
  peakLearningRate: number,
): Promise<string> {
  const place = await trainer.program.locateNonFinite(trainer.stepValues(step - 1, 0));
  const where = place === null ? "" : `, first in ${place.scope} (${place.operator}, ${place.phase})`;
  return (
    `The loss of ${title} is no longer a finite number at step ${step}${where}. ` +
    `Lower the learning rate (its peak is ${peakLearningRate}) or clip the gradient.`
  );
}
