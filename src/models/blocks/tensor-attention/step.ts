import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import { applyPolynomialAttention } from "../../../kernels-wgsl/tensor_attention/polynomial.ts";
import type { AttendSettings } from "../../build/attend.ts";
import { assertCausal, cached, cachedAttend, cacheRows, turnedAtPosition } from "../../decode/cached-attend.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { BlockStep, StepContext } from "../../decode/step-context.ts";
import { tensorBlock, type Knobs, type Projected } from "./build.ts";

type Context = StepContext<Knobs>;
type Second = NonNullable<Projected["second"]>;

/** Added to scores of tokens that are not written yet: their exponential is 0. */
const HIDDEN = -1e30;

/** One token: over what is cached in exact mode, from two matrices of constant size in polynomial mode. */
export const step: BlockStep<"tensor-attention"> = (context) => {
  const { knobs } = context;
  assertCausal(knobs.causal, "Tensor attention");
  return [
    tensorBlock(context, {
      turn: (rows, settings) => turnedAtPosition(context, rows, settings.queryHeads, settings),
      gather(projected, settings) {
        const { q, k1, v1, second } = projected;
        if (second === undefined) return cachedAttend(context, "Tensor attention").separate([q, k1, v1], settings);
        if (knobs.mode === "exact") return overPairs(context, projected, second, settings);
        return fromSums(context, projected, second, settings);
      },
    }),
  ];
};

/** Running sums go on from the state, two matrices [H, F, E + 1]. */
function fromSums(
  context: Context,
  { q, k1, v1 }: Projected,
  { k2, v2 }: Second,
  { queryHeads: heads, headWidth, scale = 1 }: AttendSettings,
): GraphTensor {
  const attributes = { heads, headWidth, valueWidth: headWidth, isCausal: true, scale, degree: context.knobs.degree };
  return applyPolynomialAttention(context.graph, [q, k1, k2, v1, v2], attributes, (matrices, side) => {
    const kept = context.state(`${side}_sums`, matrices.shape);
    const sums = map(context.graph, "add", [recall(context, kept), matrices]) as GraphTensor;
    keep(context, kept, sums);
    return sums;
  }) as GraphTensor;
}

/** All pairs of cached tokens, one matrix of weights [rows, rows] a head. */
function overPairs(
  context: Context,
  { q, k1, v1 }: Projected,
  second: Second,
  { queryHeads: heads, headWidth, scale = 1 }: AttendSettings,
): GraphTensor {
  const { graph, position } = context;
  const rows = cacheRows(context);
  const byHead = (tensor: GraphTensor): GraphTensor =>
    graph.apply(permute, [graph.reshape(tensor, [tensor.shape[1], heads, headWidth])], { permutation: [1, 0, 2] })[0];
  const whole = (name: string, tensor: GraphTensor): GraphTensor => byHead(cached(context, name, tensor, { rows }));
  const [first, other] = [whole("k1", k1), whole("k2", second.k2)];
  const [value, otherValue] = [whole("v1", v1), whole("v2", second.v2)];

  const scaled = map(graph, "scale", [byHead(q)], scale);
  const queries = map(graph, "multiply", [first, scaled]);
  const [scores] = graph.apply(matmul, [queries, other], { transposeA: false, transposeB: true });
  const table = graph.constant(`unwritten/${rows}`, f32(rows, rows), () =>
    Float64Array.from({ length: rows * rows }, (_, i) => (i % rows > Math.floor(i / rows) ? HIDDEN : 0)),
  );
  const [hidden] = graph.apply(embedding, [position, table], { scale: 1 });
  const overL = map(graph, "add", [scores, graph.reshape(hidden, [1, 1, rows])]);
  const seen = map(graph, "add", [overL, graph.reshape(hidden, [1, rows, 1])]) as GraphTensor;
  const [p] = graph.apply(softmax, [graph.reshape(seen, [heads, rows * rows])], { axis: -1 });

  const weights = graph.reshape(p, [heads, rows, rows]);
  const [moved] = graph.apply(matmul, [weights, otherValue], { transposeA: false, transposeB: false });
  const pairs = map(graph, "multiply", [moved, value]) as GraphTensor;
  const [y] = graph.apply(reduce, [pairs], { kind: "sum", axes: [1], keepdims: false });
  return graph.reshape(y, [1, 1, heads * headWidth]);
}
