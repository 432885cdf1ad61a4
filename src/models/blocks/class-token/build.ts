import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart } from "../../build/layers.ts";

export const build: BlockBuild<"class-token"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const [batch, , width] = x.shape;
  const token = parameter({ parts: [matrixPart("vector", 1, width, knobs.std)], role: "embedding" });
  const [repeated] = graph.apply(broadcastTo, [token], { shape: [batch, 1, width] });
  return graph.apply(concat, [repeated, x], { axis: 1 });
};
