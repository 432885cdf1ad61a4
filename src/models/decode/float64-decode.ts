import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { decodeGraph, type DecodeState } from "./decode-graph.ts";

export interface Float64Decode {
  /** Of every token, one behind the other, [T, Vocab]. */
  readonly logits: Float64Array;
  readonly states: readonly DecodeState[];
  readonly stateBytes: number;
}

/** Reads tokens one by one in float64, from initial weights and from states full of rubbish: for tests. */
export function float64Decode(
  document: ArchitectureDocument,
  ids: readonly number[],
  { seed = 1, capacity = ids.length }: { readonly seed?: number; readonly capacity?: number } = {},
): Float64Decode {
  const { graph, states, stateBytes } = decodeGraph(readDocument(document, CATALOGUE), capacity);
  const values = initialParameters(graph, seed);
  const inputs = new Map(graph.nodes.flatMap((node) => node.inputs.map(({ root }) => [root.id, root] as const)));
  const logits = graph.outputs.get("logits");
  if (logits === undefined) throw new Error("the decode graph has no logits");
  for (const { id, storage, shape } of inputs.values()) {
    // A sequence must begin the same whatever an earlier one left behind.
    if (storage === "buffer") values.set(id, new Float64Array(sizeOf(shape)).fill(1e3));
  }
  const rows = ids.map((token, position) => {
    for (const { id, storage, name } of inputs.values()) {
      if (storage === "input") values.set(id, Float64Array.of(name === "ids" ? token : position));
    }
    interpret(graph, graph.nodes, values);
    return values.get(logits.root.id) ?? new Float64Array();
  });
  const width = rows[0].length;
  const all = new Float64Array(rows.length * width);
  rows.forEach((row, t) => all.set(row, t * width));
  return { logits: all, states, stateBytes };
}
