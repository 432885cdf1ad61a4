import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { standardErrorOfLoss, type EvaluationSummary } from "../../data/evaluation/summary.ts";
import type { BoundObjective, HeldOutBatch, WindowScores } from "./objective.ts";

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

/**
 * Scores held-out examples that have a class each and are a window each; scores are logits [rows, classes].
 * @param inputsOf the graph's inputs of the chosen examples, padded to `rows`
 */
export function scoredExamples(
  labels: ArrayLike<number>,
  inputsOf: (chosen: Uint32Array, rows: number) => HeldOutBatch["inputs"],
): Pick<BoundObjective, "emptyScores" | "heldOut" | "summarize"> {
  return {
    emptyScores: (windows) => ({
      losses: new Float64Array(windows),
      correct: new Uint32Array(windows),
      answers: new Uint16Array(windows),
    }),
    *heldOut({ windowStarts }, rows) {
      for (let firstWindow = 0; firstWindow < windowStarts.length; firstWindow += rows) {
        const chosen = windowStarts.subarray(firstWindow, firstWindow + rows);
        yield {
          firstWindow,
          windows: chosen.length,
          inputs: inputsOf(chosen, rows),
          take(logits, { losses, correct, answers }) {
            const options = logits.length / rows;
            chosen.forEach((example, row) => {
              const right = labels[example];
              const { likeliest, nats } = answerOf(logits.subarray(row * options, (row + 1) * options), right);
              losses[firstWindow + row] = nats;
              correct![firstWindow + row] = Number(likeliest === right);
              answers![firstWindow + row] = likeliest;
            });
          },
        };
      }
    },
    summarize: summarizeAnswers,
  };
}
