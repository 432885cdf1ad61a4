import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { tokenBatch } from "../../kernels-wgsl/token_batch/kernel.ts";
import { nextTokenLoss, trainingLoss } from "../objectives/language-model.ts";
import type { LanguageModelBuilder } from "../objectives/language-model.ts";
import { appendOptimizer } from "../optimizers/index.ts";
import type { OptimizerSettings } from "../optimizers/settings.ts";

/** Buffer that holds the training split, u32, on the device. */
export const TRAINING_TOKENS = "training tokens";

export interface BatchShape {
  /** Rows per micro-batch, B. */
  readonly batch: number;
  /** Tokens per row, T. */
  readonly sequenceLength: number;
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
  const attributes = { batch: setting.batch, sequenceLength: setting.sequenceLength };
  const [ids, targets] = graph.scoped("data", () => graph.apply(tokenBatch, [tokens], attributes));
  const loss = trainingLoss(graph, model(graph, ids), targets);
  differentiate(graph, [{ loss, weight: 1 }]);
  graph.output("loss", loss);
  appendOptimizer(graph, setting.optimizer, setting.microSteps);
  return graph;
}

/** Nats of every target of host-given windows. Inputs `ids` and `targets` [B,T], output `token loss` [B T]. */
export function evaluationGraph(model: LanguageModelBuilder, { batch, sequenceLength }: BatchShape): Graph {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [batch, sequenceLength], dtype: "u32" });
  const targets = graph.input("targets", { shape: [batch, sequenceLength], dtype: "i32" });
  graph.output("token loss", nextTokenLoss(graph, model(graph, ids), targets).tokenLoss);
  return graph;
}
