import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { assertCausal, turnedAtPosition } from "../../decode/cached-attend.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { BlockStep, StepContext } from "../../decode/step-context.ts";
import { ecoBlock, type EcoLayout, type Knobs } from "./build.ts";

/** One token: three sums over the past hold all that its code can be compared with. */
export const step: BlockStep<"eco-attention"> = (context) => {
  const { knobs } = context;
  assertCausal(knobs.causal, "EcoFormer attention");
  return [
    ecoBlock(context, {
      turn: (rows, layout) => turnedAtPosition(context, rows, knobs.heads, { ...layout, ropeBase: knobs.ropeBase }),
      gather: (u, value, layout) => fromSums(context, u, value, layout),
    }),
  ];
};

/**
 * y = (c S + (b + 1) V) / (c K + (b + 1) n): c the code [H, 1, b], S = Σ cᵀv [H, b, E], V = Σ v [H, 1, E], K = Σ c [H, 1, b],
 * n tokens so far. u is [1, 1, H b], value [1, 1, H E]; so is the result.
 */
function fromSums(
  context: StepContext<Knobs>,
  u: GraphTensor,
  value: GraphTensor,
  { headWidth }: EcoLayout,
): GraphTensor {
  const { graph, knobs, position, capacity } = context;
  const { heads, bits } = knobs;
  const bias = bits + 1;
  const product = (a: GraphTensor, b: GraphTensor, transposeA: boolean, transposeB: boolean): GraphTensor =>
    graph.apply(matmul, [a, b], { transposeA, transposeB })[0];
  const summed = (name: string, now: GraphTensor): GraphTensor => {
    const kept = context.state(name, [1, ...now.shape]);
    const next = map(graph, "add", [graph.reshape(recall(context, kept), now.shape), now]) as GraphTensor;
    keep(context, kept, next);
    return next;
  };
  const code = graph.reshape(map(graph, "sign_code", [u]), [heads, 1, bits]);
  const v = graph.reshape(value, [heads, 1, headWidth]);
  const products = summed("products", product(code, v, true, false));
  const values = summed("values", v);
  const codes = summed("codes", code);
  const table = graph.constant(`tokens-read/${capacity}/${bias}`, f32(capacity, 1), () =>
    Float64Array.from({ length: capacity }, (_, i) => bias * (i + 1)),
  );
  const [constant] = graph.apply(embedding, [position, table], { scale: 1 });
  const above = map(graph, "add", [product(code, products, false, false), map(graph, "scale", [values], bias)]);
  const below = map(graph, "add", [product(code, codes, false, true), graph.reshape(constant, [1, 1, 1])]);
  return graph.reshape(map(graph, "divide", [above, below]), [1, 1, heads * headWidth]);
}
