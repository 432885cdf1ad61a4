import { adamw as operator } from "../../kernels-wgsl/adamw/kernel.ts";
import type { OptimizerWiring } from "./wiring.ts";

/** Adam is AdamW whose decay is part of the gradient. */
export const adam: OptimizerWiring<"adam"> = {
  kind: "adam",
  stateArenas: ["moment1", "moment2"],
  append(graph, { parameters, gradients, groupOfBlock, groups, clip, state }, { beta1, beta2, epsilon }) {
    const inputs = [parameters, gradients, state("moment1"), state("moment2"), groupOfBlock, groups, clip];
    graph.apply(operator, inputs, { beta1, beta2, epsilon, decoupled: false });
  },
  momentDecay: ({ beta1, beta2 }) => [beta1, beta2],
};
