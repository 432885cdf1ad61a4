import type { Operator } from "../../kernels-wgsl/index.ts";
import type { MatmulAttributes } from "../../kernels-wgsl/matmul/gemm-shape.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce, type ReduceAttributes } from "../../kernels-wgsl/reduce/kernel.ts";
import type { GraphNode } from "../graph/graph.ts";

/**
 * Lets the product that makes a weight's gradient `dy^T x` sum dy's columns too, the gradient of the bias: both read all of dy.
 * Takes the place of a reduction over the rows of the very matrix that the product reads transposed.
 */
export function fuseRowSums(nodes: readonly GraphNode[]): GraphNode[] {
  const list = [...nodes];
  for (let r = 0; r < list.length; r++) {
    if (!isColumnSum(list[r])) continue;
    const p = list.findIndex((node, i) => canSum(node, list[r]) && !isReadBetween(list, r, i));
    if (p === -1) continue;
    const attributes = { ...list[p].attributes, rowSums: true };
    list[p] = { ...list[p], attributes, outputs: [...list[p].outputs, ...list[r].outputs] };
    list.splice(r, 1);
    r -= 1;
  }
  return list;
}

function isColumnSum({ operator, inputs: [x], attributes }: GraphNode): boolean {
  if (operator !== (reduce as unknown as Operator)) return false;
  const { kind, axes } = attributes as ReduceAttributes;
  return kind === "sum" && x.shape.length === 2 && axes.length === 1 && axes[0] === 0;
}

function canSum({ operator, inputs: [a, b], attributes, phase }: GraphNode, sum: GraphNode): boolean {
  if (operator !== (matmul as unknown as Operator) || phase !== sum.phase) return false;
  const { transposeA, rowSums = false } = attributes as MatmulAttributes;
  const [x] = sum.inputs;
  const isSameMatrix = a.root.id === x.root.id && a.shape.length === 2 && a.shape.every((n, i) => n === x.shape[i]);
  return transposeA && !rowSums && isSameMatrix && b.shape.length === 2;
}

/** The sum's result is needed before the product further down makes it. */
function isReadBetween(list: readonly GraphNode[], r: number, p: number): boolean {
  const [made] = list[r].outputs;
  return list.slice(r + 1, p).some((node) => node.inputs.some((input) => input.root.id === made.id));
}
