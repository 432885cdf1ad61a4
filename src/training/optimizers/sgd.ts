import { sgd as operator } from "../../kernels-wgsl/sgd/kernel.ts";
import type { OptimizerWiring } from "./wiring.ts";

export const sgd: OptimizerWiring<"sgd"> = {
  kind: "sgd",
  stateArenas: ["momentum"],
  append(graph, { parameters, gradients, groupOfBlock, groups, clip, state }, { momentum, dampening, nesterov }) {
    const inputs = [parameters, gradients, state("momentum"), groupOfBlock, groups, clip];
    graph.apply(operator, inputs, { momentum, dampening, nesterov });
  },
  momentDecay: () => null,
};
