import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { BlockStep } from "../../decode/step-context.ts";

/** One step: the potentials [1, 1, C] are the state. */
export const step: BlockStep<"spiking-neuron"> = (context) => {
  const { graph, knobs, inputs } = context;
  const { tau, threshold, reset } = knobs;
  const [x] = inputs;
  const apply = (row: string, values: readonly GraphTensor[], immediate?: number): GraphTensor =>
    map(graph, row, values, immediate) as GraphTensor;
  const state = context.state("potential", x.shape);
  const before = recall(context, state);
  const potential = apply("add", [before, apply("scale", [apply("subtract", [x, before])], 1 / tau)]);
  const above = apply("shift", [potential], -threshold);
  // 1 where what is above the threshold is not negative.
  const spikes = apply("equal", [apply("relu", [above]), above]);
  const lost = reset === "zero" ? apply("multiply", [spikes, potential]) : apply("scale", [spikes], threshold);
  keep(context, state, apply("subtract", [potential, lost]));
  return [spikes];
};
