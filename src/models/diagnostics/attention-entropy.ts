import type { Graph, GraphNode, GraphTensor } from "../../engine/graph/graph.ts";
import { attention, type AttentionAttributes } from "../../kernels-wgsl/attention/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { permute } from "../../kernels-wgsl/permute/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { split } from "../../kernels-wgsl/split/kernel.ts";

const PREFIX = "entropy ";

/** Outputs of a graph that hold entropies, with where each attention stands. */
export function entropyOutputs(graph: Graph): readonly { readonly output: string; readonly place: string }[] {
  const names = [...graph.outputs.keys()].filter((name) => name.startsWith(PREFIX));
  return names.map((output) => ({ output, place: output.slice(PREFIX.length) }));
}

/**
 * Adds an output [Hq] to every softmax attention of a graph: the mean entropy in nats of each head's weights, over windows and queries.
 *
 * With weights p = exp(s - lse) it is `lse - sum_j p_j s_j`, and the sum is the query against what the same weights gather of the keys.
 */
export function addAttentionEntropies(graph: Graph): void {
  for (const node of graph.nodes.filter(({ operator }) => operator.name === attention.name)) {
    graph.output(PREFIX + node.scope, entropyOf(graph, node));
  }
}

function entropyOf(graph: Graph, node: GraphNode): GraphTensor {
  // Nodes called attention are the operator's own, so their attributes are too.
  const attributes = node.attributes as AttentionAttributes;
  const { queryHeads, kvHeads, headWidth, valueWidth, scale } = attributes;
  const widths = [queryHeads * headWidth, kvHeads * headWidth, kvHeads * valueWidth];
  const [q, k] = attributes.isPacked ? graph.apply(split, [node.inputs[0]], { widths }) : node.inputs;
  const mask = attributes.hasKeyMask ? node.inputs.slice(-1) : [];
  const ofKeys = { ...attributes, isPacked: false, valueWidth: headWidth };
  const [gathered] = graph.apply(attention, [q, k, k, ...mask], ofKeys);
  const lse = node.outputs[1];
  const [batch, , queries] = lse.shape;
  const products = map(graph, "multiply", [q, gathered]);
  const byHead = graph.reshape(products, [batch, queries, queryHeads, headWidth]);
  const [scores] = graph.apply(reduce, [byHead], { kind: "sum", axes: [-1], keepdims: false });
  const [ordered] = graph.apply(permute, [scores], { permutation: [0, 2, 1] });
  const expected = map(graph, "scale", [ordered], scale);
  const entropy = map(graph, "subtract", [lse, expected]);
  return graph.apply(reduce, [entropy], { kind: "mean", axes: [0, 2], keepdims: false })[0];
}
