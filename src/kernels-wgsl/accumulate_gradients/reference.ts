import type { StepValues } from "../_kernel/step.ts";

/** Float64 sum after one micro-batch. */
export function accumulateReference(sum: Float64Array, fresh: Float64Array, step: StepValues): Float64Array {
  return sum.map((before, i) => (step.micro === 0 ? 0 : before) + fresh[i] / step.microSteps);
}
