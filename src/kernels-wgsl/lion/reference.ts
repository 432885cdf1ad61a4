import type { StepValues } from "../_kernel/step.ts";
import { groupOf } from "../_optimizer/update.ts";

export interface LionSettings {
  readonly beta1: number;
  readonly beta2: number;
}

/** Float64 [parameters, momentum] after one step. */
export function lionReference(
  [parameters, gradients, momentum, groupOfBlock, groups, clip]: readonly Float64Array[],
  { beta1, beta2 }: LionSettings,
  step: StepValues,
): readonly [Float64Array, Float64Array] {
  const [p, m] = [parameters.slice(), momentum.slice()];
  for (let i = 0; i < p.length; i++) {
    const { decay, rate } = groupOf(i, groupOfBlock, groups, step);
    const g = gradients[i] * clip[1];
    p[i] -= rate * decay * p[i];
    p[i] -= rate * Math.sign(beta1 * m[i] + (1 - beta1) * g);
    m[i] = beta2 * m[i] + (1 - beta2) * g;
  }
  return [p, m];
}
