import type { GraphTensor } from "../../engine/graph/graph.ts";
import { recurrentStateKeep, recurrentStateRecall } from "../../kernels-wgsl/recurrent_state/kernel.ts";
import type { StepContext } from "./step-context.ts";

/** What the state holds of this sequence: zeros at its first token. */
export function recall({ graph, position }: StepContext<unknown>, state: GraphTensor): GraphTensor {
  return graph.apply(recurrentStateRecall, [state, position], {})[0];
}

/** Keeps `next` in the state for the following token. */
export function keep({ graph }: StepContext<unknown>, state: GraphTensor, next: GraphTensor): void {
  graph.apply(recurrentStateKeep, [next, state], {});
}
