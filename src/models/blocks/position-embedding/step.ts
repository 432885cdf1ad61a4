import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import type { BlockStep } from "../../decode/step-context.ts";
import { positionTable } from "./build.ts";

/** One token: the row of its position. */
export const step: BlockStep<"position-embedding"> = (context) => {
  const { graph, position } = context;
  const [x] = context.inputs;
  const [row] = graph.apply(embedding, [position, positionTable(context)], { scale: 1 });
  return [map(graph, "add", [x, graph.reshape(row, x.shape)]) as GraphTensor];
};
