import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart } from "../../build/layers.ts";

export const build: BlockBuild<"query-embedding"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const { queries, width, std } = knobs;
  const vectors = parameter({ parts: [matrixPart("weight", queries, width, std)], role: "embedding" });
  return graph.apply(broadcastTo, [vectors], { shape: [x.shape[0], queries, width] });
};
