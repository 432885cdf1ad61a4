import type { LabelledExamples } from "../../data/examples.ts";
import { evaluationBatches, IGNORE_INDEX } from "../../data/evaluation/slice.ts";
import { summarizeEvaluation } from "../../data/evaluation/summary.ts";
import { trainingWords } from "../../data/labelled-rows.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { labelledBatchReference } from "../../kernels-wgsl/token_batch/reference.ts";
import { answerOf } from "./answers.ts";
import { logitsOf, trainingLoss } from "./language-model.ts";
import type { LanguageModelBuilder } from "./language-model.ts";
import { SCORES } from "./objective.ts";
import type { BoundObjective, Objective } from "./objective.ts";
import { TRAINING_TOKENS, tokenInput, tokenRows } from "./tokens.ts";

/** Tokens have labels of their own, which are asked; a row of the data is a window. */
export function labelTokens(network: (isTraining: boolean) => LanguageModelBuilder, trainingTokens: number): Objective {
  return {
    trainingLoss(graph, shape) {
      const tokens = graph.buffer(TRAINING_TOKENS, { shape: [trainingTokens], dtype: "u32" });
      const attributes = { ...shape, isLabelled: true };
      const [ids, targets] = graph.scoped("data", () => graph.apply(tokenBatch, [tokens], attributes));
      return trainingLoss(graph, network(true)(graph, ids), targets);
    },
    scores(graph, shape) {
      graph.output(SCORES, logitsOf(graph, network(false)(graph, tokenInput(graph, shape))));
    },
    network(graph, shape) {
      network(true)(graph, tokenInput(graph, shape));
    },
  };
}

/** What labelled rows bring along, whatever is asked of a row. */
export function labelledRowsOf({
  train,
  evaluation,
  tokenizer,
}: Omit<LabelledExamples, "asks" | "classes">): Omit<BoundObjective, keyof Objective | "heldOut"> {
  const words = trainingWords(train);
  return {
    buffers: [{ name: TRAINING_TOKENS, values: words }],
    draw: (step, { batch, sequenceLength }) => ({
      ids: Uint32Array.from(labelledBatchReference(Float64Array.from(words), batch, sequenceLength, step)[0]),
    }),
    evaluationRows: tokenRows,
    emptyScores: (windows) => ({ losses: new Float64Array(windows), correct: new Uint32Array(windows) }),
    summarize: (slice, { losses, correct }) => ({
      ...summarizeEvaluation(evaluation, slice, losses, correct),
      perplexityUnit: `per ${tokenizer.unit}`,
    }),
  };
}

/** The same with the rows of a task. */
export function labelTokensOf(
  network: (isTraining: boolean) => LanguageModelBuilder,
  examples: Omit<LabelledExamples, "asks" | "classes">,
): BoundObjective {
  return {
    ...labelTokens(network, examples.train.tokens.length),
    ...labelledRowsOf(examples),
    *heldOut(slice, rows) {
      const { sequenceLength } = slice;
      for (const { firstWindow, windows, inputs, targets } of evaluationBatches(examples.evaluation, slice, rows)) {
        yield {
          firstWindow,
          windows,
          inputs: { ids: inputs },
          take(logits, { losses, correct }) {
            const classes = logits.length / targets.length;
            for (let at = 0; at < windows * sequenceLength; at += 1) {
              if (targets[at] === IGNORE_INDEX) continue;
              const { likeliest, nats } = answerOf(logits.subarray(at * classes, (at + 1) * classes), targets[at]);
              const window = firstWindow + Math.floor(at / sequenceLength);
              losses[window] += nats;
              correct![window] += Number(likeliest === targets[at]);
            }
          },
        };
      }
    },
  };
}
