import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { batchNormed } from "../../build/batch-normed.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"batch-norm"> = (context) => {
  const { momentum, eps, activation } = context.knobs;
  const y = batchNormed(context, context.inputs[0], { momentum, eps });
  return [activation === "relu" ? (map(context.graph, "relu", [y]) as GraphTensor) : y];
};
