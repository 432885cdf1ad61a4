import { lion as operator } from "../../kernels-wgsl/lion/kernel.ts";
import type { OptimizerWiring } from "./wiring.ts";

export const lion: OptimizerWiring<"lion"> = {
  kind: "lion",
  stateArenas: ["momentum"],
  append(graph, { parameters, gradients, groupOfBlock, groups, clip, state }, { beta1, beta2 }) {
    const inputs = [parameters, gradients, state("momentum"), groupOfBlock, groups, clip];
    graph.apply(operator, inputs, { beta1, beta2 });
  },
  momentDecay: () => null,
};
