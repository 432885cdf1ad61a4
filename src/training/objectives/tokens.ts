import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { BatchShape } from "./objective.ts";

/** Buffer that holds the training split, u32, on the device. */
export const TRAINING_TOKENS = "training tokens";

/** Rows of an evaluation pass: about this many targets at once, whatever the length. */
const EVALUATION_TARGETS = 2_048;

export const tokenRows = (sequenceLength: number): number =>
  Math.max(1, Math.round(EVALUATION_TARGETS / sequenceLength));

/** Ids that the host writes, u32 [B, T]. */
export function tokenInput(graph: Graph, { batch, sequenceLength }: BatchShape): GraphTensor {
  return graph.input("ids", { shape: [batch, sequenceLength], dtype: "u32" });
}
