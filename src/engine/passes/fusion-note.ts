import type { GraphNode, Phase } from "../graph/graph.ts";

/** What became of one node that might have been part of another kernel, for the plan's report. */
export interface FusionNote {
  /** An element-wise node, a bias gradient's sum over rows, or a gradient's partial sums. */
  readonly kind: "elementwise" | "row sums" | "partial sums";
  /** Slug path of the block. */
  readonly scope: string;
  readonly phase: Phase;
  /** Element-wise functions in order, or the operator. */
  readonly rows: readonly string[];
  /** Operator it became part of; null when it stayed a kernel of its own. */
  readonly into: string | null;
  /** Why not, a sentence for each kernel that it might have been part of; empty when it was fused. */
  readonly reasons: readonly string[];
}

export interface Fused {
  readonly nodes: GraphNode[];
  readonly notes: readonly FusionNote[];
}

/** A node as a sentence names it. */
export function nameOf({ operator, scope }: GraphNode): string {
  return scope === "" ? operator.name : `${operator.name} of ${scope}`;
}

export function fusionNote(
  node: GraphNode,
  found: Pick<FusionNote, "kind" | "rows"> & ({ readonly into: string } | { readonly reasons: readonly string[] }),
): FusionNote {
  const { scope, phase } = node;
  return { scope, phase, into: null, reasons: [], ...found };
}
