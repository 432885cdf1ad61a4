import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { standardErrorOfLoss, type EvaluationSummary } from "../../data/evaluation/summary.ts";
import type { WindowScores } from "./objective.ts";

export interface Answer {
  /** The first of equals. */
  readonly likeliest: number;
  /** Negative logarithm of the probability of the right class. */
  readonly nats: number;
}

/** In float64 on the host: answers are few, and which is likeliest must be exact. */
export function answerOf(logits: Float32Array, right: number): Answer {
  const top = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  return { likeliest: logits.indexOf(top), nats: top + Math.log(total) - logits[right] };
}

/** Mean loss in nats and share of right answers over examples that are independent of each other: each is a window of its own. */
export function summarizeAnswers(slice: EvaluationSlice, { losses, correct }: WindowScores): EvaluationSummary {
  const { targets, bytes } = slice;
  const error = standardErrorOfLoss(slice, losses);
  const standardError = error === undefined ? {} : { standardError: error };
  const loss = losses.reduce((sum, one) => sum + one, 0) / targets;
  const accuracy = correct!.reduce((sum, one) => sum + one, 0) / targets;
  return { loss, ...standardError, blockedBy: "window", accuracy, targets, bytes };
}
