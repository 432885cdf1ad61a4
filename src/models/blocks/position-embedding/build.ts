import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { matrixPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";

export const build: BlockBuild<"position-embedding"> = (context) => {
  const { graph, knobs } = context;
  const [x] = context.inputs;
  const [positions, width] = x.shape.slice(-2);
  const table = positionTable(context);
  const range = { start: [0, 0], stop: [positions, width], step: [1, 1] };
  const rows = positions === knobs.length ? table : graph.apply(slice, [table], range)[0];
  return [map(graph, "add", [x, rows]) as GraphTensor];
};

/** One learned vector for each place, [length, C]. */
export function positionTable(context: BuildContext<KnobsOf<"position-embedding">>): GraphTensor {
  const { knobs, inputs, parameter } = context;
  const width = inputs[0].shape[inputs[0].shape.length - 1];
  return parameter({ parts: [matrixPart("weight", knobs.length, width, knobs.std)], role: "embedding" });
}
