import type { StepValues } from "../_kernel/step.ts";
import { groupOf } from "../_optimizer/update.ts";

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** AdamW: the decay acts on the parameter alone. False: Adam, whose decay is part of the gradient. */
  readonly decoupled: boolean;
}

/** Float64 [parameters, first moments, second moments] after one step; Muon's matrices are left alone. */
export function adamwReference(
  [parameters, gradients, first, second, groupOfBlock, groups, clip]: readonly Float64Array[],
  { beta1, beta2, epsilon, decoupled }: AdamSettings,
  step: StepValues,
): readonly [Float64Array, Float64Array, Float64Array] {
  const [p, m, v] = [parameters.slice(), first.slice(), second.slice()];
  for (let i = 0; i < p.length; i++) {
    const { decay, rate, isMatrix } = groupOf(i, groupOfBlock, groups, step);
    if (isMatrix) continue;
    const g = gradients[i] * clip[1] + (decoupled ? 0 : decay * p[i]);
    if (decoupled) p[i] -= rate * decay * p[i];
    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    p[i] -= (rate * (m[i] * step.correction1)) / (Math.sqrt(v[i] * step.correction2) + epsilon);
  }
  return [p, m, v];
}
