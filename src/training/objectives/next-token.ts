import type { TextExamples } from "../../data/examples.ts";
import { evaluationBatches } from "../../data/evaluation/slice.ts";
import { summarizeEvaluation } from "../../data/evaluation/summary.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { tokenBatchReference } from "../../kernels-wgsl/token_batch/reference.ts";
import { nextTokenLoss, trainingLoss } from "./language-model.ts";
import type { LanguageModelBuilder } from "./language-model.ts";
import { SCORES } from "./objective.ts";
import type { BoundObjective, Objective } from "./objective.ts";
import { TRAINING_TOKENS, tokenInput, tokenRows } from "./tokens.ts";

/** The next token of a text is asked at every token; `network(true)` is the model as it trains, `network(false)` as it is evaluated. */
export function nextToken(network: (isTraining: boolean) => LanguageModelBuilder, trainingTokens: number): Objective {
  return {
    trainingLoss(graph, shape) {
      const tokens = graph.buffer(TRAINING_TOKENS, { shape: [trainingTokens], dtype: "u32" });
      const [ids, targets] = graph.scoped("data", () => graph.apply(tokenBatch, [tokens], { ...shape }));
      return trainingLoss(graph, network(true)(graph, ids), targets);
    },
    scores(graph, shape) {
      const ids = tokenInput(graph, shape);
      const targets = graph.input("targets", { shape: [shape.batch, shape.sequenceLength], dtype: "i32" });
      graph.output(SCORES, nextTokenLoss(graph, network(false)(graph, ids), targets).tokenLoss);
    },
    network(graph, shape) {
      network(true)(graph, tokenInput(graph, shape));
    },
  };
}

/** The same with a text. */
export function nextTokenOf(
  network: (isTraining: boolean) => LanguageModelBuilder,
  { train, evaluation, tokenizer }: Pick<TextExamples, "train" | "evaluation" | "tokenizer">,
): BoundObjective {
  const tokens = Uint32Array.from(train.tokens);
  return {
    ...nextToken(network, tokens.length),
    buffers: [{ name: TRAINING_TOKENS, values: tokens }],
    draw: (step, { batch, sequenceLength }) => ({
      ids: Uint32Array.from(tokenBatchReference(Float64Array.from(tokens), batch, sequenceLength, step)[0]),
    }),
    evaluationRows: tokenRows,
    emptyScores: (windows) => ({ losses: new Float64Array(windows) }),
    *heldOut(slice, rows) {
      const { sequenceLength } = slice;
      for (const { firstWindow, windows, inputs, targets } of evaluationBatches(evaluation, slice, rows)) {
        yield {
          firstWindow,
          windows,
          inputs: { ids: inputs, targets },
          take(tokenLoss, { losses }) {
            for (let row = 0; row < windows; row += 1) {
              const start = row * sequenceLength;
              for (const loss of tokenLoss.subarray(start, start + sequenceLength)) losses[firstWindow + row] += loss;
            }
          },
        };
      }
    },
    summarize: (slice, { losses }) => ({
      ...summarizeEvaluation(evaluation, slice, losses),
      perplexityUnit: `per ${tokenizer.unit}`,
    }),
  };
}
