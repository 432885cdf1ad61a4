import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { BlockStep } from "../../decode/step-context.ts";

/** One step: the mean of all positions so far, or the first of them, by a sum [1, 1, C] that is kept. */
export const step: BlockStep<"pool-positions"> = (context) => {
  const { graph, knobs, inputs, position, capacity } = context;
  const [x] = inputs;
  /** A number of each position. */
  const factor = (name: string, valueAt: (position: number) => number): GraphTensor => {
    const table = graph.constant(`${name} of ${capacity} positions`, f32(capacity, 1), () =>
      Float64Array.from({ length: capacity }, (_, at) => valueAt(at)),
    );
    return graph.reshape(graph.apply(embedding, [position, table], { scale: 1 })[0], [1]);
  };
  const times = (value: GraphTensor, by: GraphTensor): GraphTensor =>
    map(graph, "multiply", [value, by]) as GraphTensor;
  const state = context.state("sum", x.shape);
  const added =
    knobs.form === "mean"
      ? x
      : times(
          x,
          factor("first", (at) => Number(at === 0)),
        );
  const sum = map(graph, "add", [recall(context, state), added]) as GraphTensor;
  keep(context, state, sum);
  const pooled =
    knobs.form === "mean"
      ? times(
          sum,
          factor("share", (at) => 1 / (at + 1)),
        )
      : sum;
  return [graph.reshape(pooled, [1, x.shape[2]])];
};
