import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { conv1dCausal } from "../../../kernels-wgsl/conv1d_dw_causal/kernel.ts";
import type { Recurrence } from "../../../kernels-wgsl/selective_scan/apply.ts";
import type { Route } from "./routes.ts";

/** The parts of a mixer that look at other tokens: at all of them, or for one token at what was kept. */
export interface MixerForm {
  /** SiLU of the causal filter of x [B, T, C] by a weight [C, K] and a bias [C]. */
  readonly filter: (x: GraphTensor, weight: GraphTensor, bias: GraphTensor, route: Route) => GraphTensor;
  /** The scan; absent: over the whole sequence along the route. */
  readonly recurrence?: Recurrence;
}

/** All tokens of a sequence at once. */
export const wholeSequence = (graph: Graph): MixerForm => ({
  filter: (x, weight, bias, { order }) =>
    graph.apply(conv1dCausal, [x, weight, bias], { activation: "silu", order })[0],
});
