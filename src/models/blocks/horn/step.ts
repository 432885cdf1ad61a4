import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import type { BlockStep } from "../../decode/step-context.ts";
import { withoutMean } from "./build.ts";

/** One token: the signal of its absolute position in place of its mean. */
export const step: BlockStep<"horn"> = ({ graph, knobs, inputs: [x], position, capacity }) => {
  const centred = withoutMean(graph, x);
  if (knobs.form === "zero") return [centred];
  const table = graph.constant(`horn/${capacity}`, f32(capacity, 1), () =>
    Float64Array.from({ length: capacity }, (_, p) => 1 / (p + 1)),
  );
  const [signal] = graph.apply(embedding, [position, table], { scale: 1 });
  return [map(graph, "add", [centred, graph.reshape(signal, [1])]) as GraphTensor];
};
