import type { StepValues } from "../_kernel/step.ts";

/** Float64 arena after one micro-batch added its share of the gradient that starts at `offset`. */
export function accumulateReference(
  arena: Float64Array,
  fresh: Float64Array,
  offset: number,
  step: StepValues,
): Float64Array {
  const sum = arena.slice();
  fresh.forEach((value, i) => {
    sum[offset + i] = (step.micro === 0 ? 0 : arena[offset + i]) + value / step.microSteps;
  });
  return sum;
}
