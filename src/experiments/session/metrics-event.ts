import type { MetricsEvent, RunKey } from "../schema/events.ts";
import type { Curves } from "../schema/result.ts";

/** The last rows of a run's curves as an event, one for each step time; losses also in bits of the training data. */
export function metricsEvent(
  key: RunKey,
  curves: Curves,
  stepMs: readonly number[],
  trainBitsPerLoss: number,
): MetricsEvent {
  const tail = <T>(column: readonly T[]): T[] => column.slice(-stepMs.length);
  const trainLoss = tail(curves.trainLoss);
  return {
    type: "metrics",
    key,
    segment: curves.segment.at(-1) ?? 0,
    step: tail(curves.step),
    tokens: tail(curves.tokens),
    seconds: tail(curves.seconds),
    flops: tail(curves.flops),
    trainLoss,
    trainBitsPerByte: trainLoss.map((loss) => (loss === null ? null : loss * trainBitsPerLoss)),
    gradNorm: tail(curves.gradNorm),
    learningRate: tail(curves.learningRate),
    stepMs,
  };
}
