import type { StepValues } from "../_kernel/step.ts";
import { groupOf } from "../_optimizer/update.ts";

export interface SgdSettings {
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
}

/** Float64 [parameters, momentum] after one step. */
export function sgdReference(
  [parameters, gradients, momentum, groupOfBlock, groups, clip]: readonly Float64Array[],
  settings: SgdSettings,
  step: StepValues,
): readonly [Float64Array, Float64Array] {
  const [p, m] = [parameters.slice(), momentum.slice()];
  for (let i = 0; i < p.length; i++) {
    const { decay, rate } = groupOf(i, groupOfBlock, groups, step);
    const g = gradients[i] * clip[1] + decay * p[i];
    m[i] = step.index === 0 ? g : settings.momentum * m[i] + (1 - settings.dampening) * g;
    p[i] -= rate * (settings.nesterov ? g + settings.momentum * m[i] : m[i]);
  }
  return [p, m];
}
