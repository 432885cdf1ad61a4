import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import type { BatchShape, Objective } from "../objectives/objective.ts";
import { appendOptimizer } from "../optimizers/index.ts";
import type { OptimizerSettings } from "../optimizers/settings.ts";

export interface TrainingSetting extends BatchShape {
  readonly microSteps: number;
  readonly optimizer: OptimizerSettings;
}

/** A whole step: a batch out of the data, forward, backward, update. Outputs `loss` [1] and `gradient norm` [2]. */
export function trainingGraph(objective: Objective, setting: TrainingSetting): Graph {
  const graph = new Graph();
  const { batch, sequenceLength, microSteps, optimizer } = setting;
  const loss = objective.trainingLoss(graph, { batch, sequenceLength });
  differentiate(graph, [{ loss, weight: 1 }]);
  graph.output("loss", loss);
  appendOptimizer(graph, optimizer, microSteps);
  return graph;
}

/** What examples that the host gives are scored by: the output `scores`, whose form is the objective's. */
export function evaluationGraph(objective: Objective, shape: BatchShape): Graph {
  const graph = new Graph();
  objective.scores(graph, shape);
  return graph;
}
