export interface CosineWarmup {
  readonly peak: number;
  readonly lowest: number;
  /** Steps with a linearly rising rate. */
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/** Learning rate of step t, counted from 0: linear rise, then half a cosine from the peak to the lowest rate. */
export function cosineWarmup(t: number, schedule: CosineWarmup): number {
  const { peak, lowest, warmupSteps, totalSteps } = schedule;
  if (t < warmupSteps) return (peak * (t + 1)) / warmupSteps;
  if (t >= totalSteps) return lowest;
  const progress = (t - warmupSteps) / (totalSteps - warmupSteps);
  return lowest + 0.5 * (1 + Math.cos(Math.PI * progress)) * (peak - lowest);
}
