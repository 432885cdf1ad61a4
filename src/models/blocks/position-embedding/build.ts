import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart } from "../../build/layers.ts";

export const build: BlockBuild<"position-embedding"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const [positions, width] = x.shape.slice(-2);
  const table = parameter({ parts: [matrixPart("weight", knobs.length, width, knobs.std)], role: "embedding" });
  const range = { start: [0, 0], stop: [positions, width], step: [1, 1] };
  const rows = positions === knobs.length ? table : graph.apply(slice, [table], range)[0];
  return [map(graph, "add", [x, rows]) as GraphTensor];
};
