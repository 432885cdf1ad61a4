import type { Operator } from "../../kernels-wgsl/index.ts";
import type { MatmulAttributes } from "../../kernels-wgsl/matmul/gemm-shape.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce, type ReduceAttributes } from "../../kernels-wgsl/reduce/kernel.ts";
import type { GraphNode } from "../graph/graph.ts";
import { fusionNote, nameOf, type Fused, type FusionNote } from "./fusion-note.ts";

/**
 * Lets the product that makes a weight's gradient `dy^T x` sum dy's columns too, the gradient of the bias: both read all of dy.
 * Takes the place of a reduction over the rows of the very matrix that the product reads transposed.
 */
export function fuseRowSums(nodes: readonly GraphNode[]): Fused {
  const list = [...nodes];
  const notes: FusionNote[] = [];
  for (let r = 0; r < list.length; r++) {
    if (!isColumnSum(list[r])) continue;
    const hosts = [...list.keys()].filter((i) => canSum(list[i], list[r]));
    const p = hosts.find((i) => readerBetween(list, r, i) === undefined);
    const found = { kind: "row sums", rows: [list[r].operator.name] } as const;
    if (p === undefined) {
      notes.push(fusionNote(list[r], { ...found, reasons: reasonsAgainst(list, r, hosts) }));
      continue;
    }
    notes.push(fusionNote(list[r], { ...found, into: list[p].operator.name }));
    const attributes = { ...list[p].attributes, rowSums: true };
    list[p] = { ...list[p], attributes, outputs: [...list[p].outputs, ...list[r].outputs] };
    list.splice(r, 1);
    r -= 1;
  }
  return { nodes: list, notes };
}

function reasonsAgainst(list: readonly GraphNode[], r: number, hosts: readonly number[]): string[] {
  if (hosts.length === 0) return [`No product of the ${list[r].phase} pass reads this matrix transposed.`];
  return hosts.map((p) => {
    const reader = nameOf(readerBetween(list, r, p)!);
    return `${nameOf(list[p])} comes too late: ${reader} reads the sums before it.`;
  });
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

/** Who needs the sum before the product further down makes it. */
function readerBetween(list: readonly GraphNode[], r: number, p: number): GraphNode | undefined {
  const [made] = list[r].outputs;
  return list.slice(r + 1, p).find((node) => node.inputs.some((input) => input.root.id === made.id));
}
