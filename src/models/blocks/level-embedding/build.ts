import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild, RequestedPart } from "../../build/block-build.ts";

export const build: BlockBuild<"level-embedding"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const part: RequestedPart = {
    name: "vector",
    shape: [x.shape[x.shape.length - 1]],
    initialiser: { kind: "normal", standardDeviation: knobs.std },
  };
  return [map(graph, "add", [x, parameter({ parts: [part], role: "embedding" })]) as GraphTensor];
};
