import type { LabelledExamples } from "../../data/examples.ts";
import { evaluationBatches } from "../../data/evaluation/slice.ts";
import type { TokenStream } from "../../data/tokenizers/tokenizer.ts";
import type { GraphTensor } from "../../engine/graph/graph.ts";
import { slice } from "../../kernels-wgsl/slice/kernel.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { answerOf } from "./answers.ts";
import { labelledRowsOf } from "./label-tokens.ts";
import { logitsOf, nextTokenLoss } from "./language-model.ts";
import type { SequenceClassifierBuilder } from "./language-model.ts";
import { SCORES } from "./objective.ts";
import type { BoundObjective, Objective } from "./objective.ts";
import { TRAINING_TOKENS, tokenInput } from "./tokens.ts";

/** A row has one label, which stands at its last token; the network names it from the whole row. */
export function classifySequence(
  network: (isTraining: boolean) => SequenceClassifierBuilder,
  trainingTokens: number,
): Objective {
  return {
    trainingLoss(graph, { batch, sequenceLength }) {
      const tokens = graph.buffer(TRAINING_TOKENS, { shape: [trainingTokens], dtype: "u32" });
      const attributes = { batch, sequenceLength, isLabelled: true };
      const [ids, labels] = graph.scoped("data", (): readonly GraphTensor[] => {
        const [drawn, everywhere] = graph.apply(tokenBatch, [tokens], attributes);
        const last = { start: [0, sequenceLength - 1], stop: [batch, sequenceLength], step: [1, 1] };
        return [drawn, ...graph.apply(slice, [everywhere], last)];
      });
      return nextTokenLoss(graph, network(true)(graph, ids), labels).loss;
    },
    scores(graph, shape) {
      graph.output(SCORES, logitsOf(graph, network(false)(graph, tokenInput(graph, shape))));
    },
    network(graph, shape) {
      network(true)(graph, tokenInput(graph, shape));
    },
  };
}

/** Refuses rows that ask anywhere but at their last token. */
function assertAskedOnce({ labels }: TokenStream): void {
  if (labels === undefined) throw new Error("a labelled task has labels");
  const { rowLength, values } = labels;
  const stray = values.findIndex((label, at) => label < 0 === (at % rowLength === rowLength - 1));
  if (stray === -1) return;
  throw new Failure(
    `Row ${Math.floor(stray / rowLength)} of these data does not ask for one label at its last token, so it has no class as a whole; choose a document with the task “label-tokens”.`,
  );
}

/** The same with the rows of a task. */
export function classifySequenceOf(
  network: (isTraining: boolean) => SequenceClassifierBuilder,
  examples: Omit<LabelledExamples, "asks" | "classes">,
): BoundObjective {
  const { train, evaluation } = examples;
  [train, evaluation].forEach(assertAskedOnce);
  return {
    ...classifySequence(network, train.tokens.length),
    ...labelledRowsOf(examples),
    *heldOut(scored, rows) {
      const { sequenceLength } = scored;
      for (const { firstWindow, windows, inputs, targets } of evaluationBatches(evaluation, scored, rows)) {
        yield {
          firstWindow,
          windows,
          inputs: { ids: inputs },
          take(logits, { losses, correct }) {
            const classes = logits.length / rows;
            for (let row = 0; row < windows; row++) {
              const right = targets[(row + 1) * sequenceLength - 1];
              const { likeliest, nats } = answerOf(logits.subarray(row * classes, (row + 1) * classes), right);
              losses[firstWindow + row] += nats;
              correct![firstWindow + row] += Number(likeliest === right);
            }
          },
        };
      }
    },
  };
}
