import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import { topKMask } from "../../../kernels-wgsl/top_k/kernel.ts";
import { epochPermutation } from "../../../lib/random-permutation.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { asSeries, projected } from "../series-projections.ts";

/** Tells the keys that queries sample from all other draws. */
const SAMPLE_SEED = 2_012_074;
/** What keeps a score that was not sampled from being the largest. */
const NEVER = -1e30;

/** Keys sampled and queries kept of so many steps. */
export function stepsKept(steps: number, factor: number): number {
  return Math.min(steps, Math.max(1, factor * Math.ceil(Math.log(steps))));
}

/** Which keys each query samples, [L, L] of `yes` and `no`; the same in every head, window and step of training. */
function sampledKeys(
  graph: Graph,
  [steps, count]: readonly [number, number],
  [yes, no]: readonly [number, number],
): GraphTensor {
  return graph.constant(`${count} of ${steps} keys sampled, ${yes} or ${no}`, f32(steps, steps), () => {
    const table = new Float64Array(steps * steps).fill(no);
    for (let query = 0; query < steps; query++) {
      for (const key of epochPermutation(SAMPLE_SEED, query, steps).slice(0, count)) table[query * steps + key] = yes;
    }
    return table;
  });
}

/** How far a query's largest sampled score stands above their mean, [rows, L] from scores [rows, L, L]; the sum is divided by all L. */
function prominence(graph: Graph, scores: GraphTensor, count: number): GraphTensor {
  const [rows, steps] = scores.shape;
  const allowed = map(graph, "add", [scores, sampledKeys(graph, [steps, count], [0, NEVER])]);
  const sampled = map(graph, "multiply", [scores, sampledKeys(graph, [steps, count], [1, 0])]);
  const [largest] = graph.apply(reduce, [allowed], { kind: "max", axes: [2], keepdims: false });
  const [mean] = graph.apply(reduce, [sampled], { kind: "mean", axes: [2], keepdims: false });
  return graph.reshape(map(graph, "subtract", [largest, mean]), [rows, steps]);
}

export const build: BlockBuild<"prob-sparse-attention"> = (context) => {
  const { graph, knobs, inputs } = context;
  const x = asSeries(context);
  const [batch, steps, width] = x.shape;
  const [heads, headWidth] = [knobs.heads, width / knobs.heads];
  const count = stepsKept(steps, knobs.factor);
  const order = { permutation: [0, 2, 1, 3] };
  const [query, key, value] = (["q", "k", "v"] as const).map((name): GraphTensor => {
    const apart = graph.reshape(projected(context, x, name), [batch, steps, heads, headWidth]);
    return graph.reshape(graph.apply(permute, [apart], order)[0], [batch * heads, steps, headWidth]);
  });
  const [products] = graph.apply(matmul, [query, key], { transposeA: false, transposeB: true });
  const scores = map(graph, "scale", [products], 1 / Math.sqrt(headWidth)) as GraphTensor;
  const [shares] = graph.apply(softmax, [scores], { axis: 2 });
  const [attended] = graph.apply(matmul, [shares, value], { transposeA: false, transposeB: false });
  const [mean] = graph.apply(reduce, [value], { kind: "mean", axes: [1], keepdims: true });
  const [kept] = graph.apply(topKMask, [prominence(graph, scores, count)], { k: count });
  const beyond = map(graph, "subtract", [attended, mean]);
  const column = graph.reshape(kept, [batch * heads, steps, 1]);
  const mixed = map(graph, "add", [map(graph, "multiply", [beyond, column]), mean]) as GraphTensor;
  const together = graph.apply(permute, [graph.reshape(mixed, [batch, heads, steps, headWidth])], order)[0];
  const y = projected(context, graph.reshape(together, x.shape), "o");
  return [graph.reshape(y, inputs[0].shape)];
};
