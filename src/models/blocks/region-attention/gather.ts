import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";

interface GatherSettings {
  readonly heads: number;
  readonly scale: number;
  /** [B, Q, N]: places below zero are not looked at, unless all are; null: every place is. */
  readonly logits: GraphTensor | null;
}

/** Large and finite: what is added to scores of places that are not looked at. */
const EXCLUDED = 1e30;

/** What softmax over scores of q [B,Q,C] and k [B,N,C] gathers of v [B,N,C], head by head, [B,Q,C]. */
export function gatherByHeads(
  graph: Graph,
  [q, k, v]: readonly [q: GraphTensor, k: GraphTensor, v: GraphTensor],
  { heads, scale, logits }: GatherSettings,
): GraphTensor {
  const byHeads = (x: GraphTensor): GraphTensor => {
    const [batch, places, width] = x.shape;
    const split = graph.reshape(x, [batch, places, heads, width / heads]);
    return graph.apply(permute, [split], { permutation: [0, 2, 1, 3] })[0];
  };
  const [scores] = graph.apply(matmul, [byHeads(q), byHeads(k)], { transposeA: false, transposeB: true });
  const scaled = map(graph, "scale", [scores], scale) as GraphTensor;
  const kept = logits === null ? scaled : (map(graph, "add", [scaled, exclusion(graph, logits)]) as GraphTensor);
  const [shares] = graph.apply(softmax, [kept], { axis: -1 });
  const [gathered] = graph.apply(matmul, [shares, byHeads(v)], { transposeA: false, transposeB: false });
  const [together] = graph.apply(permute, [gathered], { permutation: [0, 2, 1, 3] });
  return graph.reshape(together, q.shape);
}

/** 0 where a query may look, else far below, [B, 1, Q, N]. Signs have no slope, so that nothing flows into the logits. */
function exclusion(graph: Graph, logits: GraphTensor): GraphTensor {
  const [batch, queries, places] = logits.shape;
  const sign = map(graph, "sign", [logits]);
  // -1 where it is excluded, 0 elsewhere; where all are, the row's maximum is -1 and takes all back to 0.
  const below = map(graph, "scale", [map(graph, "relu", [map(graph, "negate", [sign])])], -1);
  const [most] = graph.apply(reduce, [below], { kind: "max", axes: [2], keepdims: true });
  const own = map(graph, "scale", [map(graph, "subtract", [below, most])], EXCLUDED) as GraphTensor;
  return graph.reshape(own, [batch, 1, queries, places]);
}
