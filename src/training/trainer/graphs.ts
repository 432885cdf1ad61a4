import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { logitsOf, nextTokenLoss, trainingLoss } from "../objectives/language-model.ts";
import type { LanguageModelBuilder } from "../objectives/language-model.ts";
import { appendOptimizer } from "../optimizers/index.ts";
import type { OptimizerSettings } from "../optimizers/settings.ts";

/** Buffer that holds the training split, u32, on the device. */
export const TRAINING_TOKENS = "training tokens";

/** What windows are scored by: nats of every target, or the logits of every label. */
export const SCORES = "scores";

export interface BatchShape {
  /** Rows per micro-batch, B. */
  readonly batch: number;
  /** Tokens per row, T. */
  readonly sequenceLength: number;
  /** Tokens have labels of their own; absent: the next token is asked. */
  readonly isLabelled?: boolean;
}

export interface TrainingSetting extends BatchShape {
  readonly microSteps: number;
  /** Length of the training split. */
  readonly trainingTokens: number;
  readonly optimizer: OptimizerSettings;
}

/** A whole step: batch out of the tokens, forward, backward, update. Outputs `loss` [1] and `gradient norm` [2]. */
export function trainingGraph(model: LanguageModelBuilder, setting: TrainingSetting): Graph {
  const graph = new Graph();
  const tokens = graph.buffer(TRAINING_TOKENS, { shape: [setting.trainingTokens], dtype: "u32" });
  const { batch, sequenceLength, isLabelled = false } = setting;
  const attributes = { batch, sequenceLength, ...(isLabelled ? { isLabelled } : {}) };
  const [ids, targets] = graph.scoped("data", () => graph.apply(tokenBatch, [tokens], attributes));
  const loss = trainingLoss(graph, model(graph, ids), targets);
  differentiate(graph, [{ loss, weight: 1 }]);
  graph.output("loss", loss);
  appendOptimizer(graph, setting.optimizer, setting.microSteps);
  return graph;
}

/**
 * What host-given windows are scored by. Inputs `ids` and, where the next token is asked, `targets` [B,T]; output `scores`: nats [B T], of labels
 * logits [B T, classes], since there it counts what the model answers.
 */
export function evaluationGraph(
  model: LanguageModelBuilder,
  { batch, sequenceLength, isLabelled = false }: BatchShape,
): Graph {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [batch, sequenceLength], dtype: "u32" });
  if (isLabelled) {
    graph.output(SCORES, logitsOf(graph, model(graph, ids)));
    return graph;
  }
  const targets = graph.input("targets", { shape: [batch, sequenceLength], dtype: "i32" });
  graph.output(SCORES, nextTokenLoss(graph, model(graph, ids), targets).tokenLoss);
  return graph;
}
