import type { GraphNode } from "../graph/graph.ts";

/** Drops nodes whose results nobody needs: neither a later node nor `kept`. Nodes that write their inputs always stay. */
export function eliminateDeadNodes(nodes: readonly GraphNode[], kept: ReadonlySet<number>): GraphNode[] {
  const needed = new Set(kept);
  const alive: GraphNode[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    const isNeeded = node.operator.mutates !== undefined || node.outputs.some((output) => needed.has(output.id));
    if (!isNeeded) continue;
    for (const input of node.inputs) needed.add(input.root.id);
    alive.push(node);
  }
  return alive.reverse();
}
