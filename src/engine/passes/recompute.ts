import { sizeOf } from "../../kernels-wgsl/index.ts";
import type { GraphNode, GraphTensor } from "../graph/graph.ts";

/** `none`: every activation that the backward reads is kept. `blocks`: only what passes between blocks; the rest is made again. */
export type Recompute = "none" | "blocks";

/** What is made again for the backward of one block, for the plan's report. */
export interface RecomputeNote {
  /** Scopes of the block's nodes, in order. */
  readonly scopes: readonly string[];
  readonly nodes: number;
  /** Bytes of activations that need not live from forward to backward. */
  readonly savedBytes: number;
}

export interface Recomputed {
  readonly nodes: GraphNode[];
  readonly notes: readonly RecomputeNote[];
}

const bytesOf = (tensor: GraphTensor): number => 4 * sizeOf(tensor.shape);
const sumBytes = (tensors: Iterable<GraphTensor>): number =>
  [...tensors].reduce((sum, tensor) => sum + bytesOf(tensor), 0);

/**
 * Gradient checkpointing (Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost): copies of a block's forward nodes
 * are put right before the first backward node that reads one of its activations. They are the fused nodes themselves on the
 * same inputs, so they are the same kernels and give the same bits; random numbers follow from the step, so dropout repeats
 * its masks. A block ends where a scope ends and fewest bytes go on. The last block's backward follows at once: it is not
 * made again. `kept` are tensors that live to the step's end anyway.
 */
export function recomputeBlocks(nodes: readonly GraphNode[], kept: ReadonlySet<number>): Recomputed {
  const forward = nodes.filter((node) => node.phase === "forward");
  const segmentOf = segments(forward);
  const stored = storedTensors(forward, segmentOf, kept);
  const readers = firstReaders(nodes);
  const last = segmentOf.at(-1) ?? 0;
  const before = new Map<number, GraphNode[]>();
  const replaced = new Map<number, GraphTensor>();
  const notes: RecomputeNote[] = [];
  const fresh = freshTensors(nodes);
  for (let segment = 0; segment < last; segment++) {
    const own = forward.filter((_, i) => segmentOf[i] === segment);
    const wanted = own.flatMap((node) => node.outputs).filter(({ id }) => readers.has(id) && !stored.has(id));
    const again = nodesThatMake(own, wanted, stored);
    if (sumBytes(wanted) <= sumBytes(newlyKept(again, wanted, readers))) continue;
    for (const tensor of again.flatMap((node) => node.outputs)) {
      if (!stored.has(tensor.id)) replaced.set(tensor.id, fresh(tensor));
    }
    const at = Math.min(...wanted.map(({ id }) => readers.get(id)!));
    const copies = again.map((node) => copyOf(node, replaced, fresh));
    before.set(at, [...(before.get(at) ?? []), ...copies]);
    const scopes = [...new Set(own.map(({ scope }) => scope))];
    notes.push({ scopes, nodes: again.length, savedBytes: sumBytes(wanted) });
  }
  const list = nodes.flatMap((node, i) => [
    ...(before.get(i) ?? []),
    node.phase === "forward" ? node : { ...node, inputs: node.inputs.map((input) => rewired(input, replaced)) },
  ]);
  return { nodes: list, notes };
}

/** Number of the block that each forward node belongs to. */
function segments(forward: readonly GraphNode[]): number[] {
  const lastUse = new Map<number, number>();
  forward.forEach((node, i) => node.inputs.forEach(({ root }) => lastUse.set(root.id, i)));
  const cuts: { readonly at: number; readonly bytes: number }[] = [];
  let live: readonly GraphTensor[] = [];
  forward.forEach((node, i) => {
    live = [...live, ...node.outputs].filter(({ id }) => (lastUse.get(id) ?? 0) > i);
    if (i + 1 < forward.length && forward[i + 1].scope !== node.scope) cuts.push({ at: i, bytes: sumBytes(live) });
  });
  const isNarrow = ({ bytes }: { readonly bytes: number }, i: number): boolean =>
    bytes <= (cuts.at(i + 1)?.bytes ?? Infinity) && (i === 0 || bytes <= cuts[i - 1].bytes);
  const ends = new Set(cuts.filter(isNarrow).map(({ at }) => at));
  let segment = 0;
  return forward.map((_, i) => (ends.has(i) ? segment++ : segment));
}

/** Ids of forward results that stay: those read in a later block, and those that cannot be made again. */
function storedTensors(
  forward: readonly GraphNode[],
  segmentOf: readonly number[],
  kept: ReadonlySet<number>,
): ReadonlySet<number> {
  const madeIn = new Map(forward.flatMap((node, i) => node.outputs.map(({ id }) => [id, segmentOf[i]] as const)));
  const stored = new Set(kept);
  forward.forEach((node, i) => {
    for (const { root } of node.inputs) {
      const made = madeIn.get(root.id);
      if (made !== undefined && made < segmentOf[i]) stored.add(root.id);
    }
  });
  const changed = new Set(
    forward.flatMap(({ operator, inputs }) => (operator.mutates ?? []).map((index) => inputs[index].root.id)),
  );
  for (const node of forward) {
    if (!node.inputs.some(({ root }) => changed.has(root.id))) continue;
    for (const { id } of node.outputs) stored.add(id);
  }
  return stored;
}

/** Index of the first backward node that reads a tensor, by its id. */
function firstReaders(nodes: readonly GraphNode[]): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  nodes.forEach((node, i) => {
    if (node.phase === "forward") return;
    for (const { root } of node.inputs) if (!readers.has(root.id)) readers.set(root.id, i);
  });
  return readers;
}

/** The nodes of a block, in order, that it takes to make `wanted` from what is stored. */
function nodesThatMake(
  own: readonly GraphNode[],
  wanted: readonly GraphTensor[],
  stored: ReadonlySet<number>,
): GraphNode[] {
  const missing = new Set(wanted.map(({ id }) => id));
  const again: GraphNode[] = [];
  for (const node of own.toReversed()) {
    if (!node.outputs.some(({ id }) => missing.has(id))) continue;
    for (const { root } of node.inputs) if (!stored.has(root.id)) missing.add(root.id);
    again.push(node);
  }
  return again.reverse();
}

/** Activations that only making a block again keeps alive. */
function newlyKept(
  again: readonly GraphNode[],
  wanted: readonly GraphTensor[],
  readers: ReadonlyMap<number, number>,
): ReadonlySet<GraphTensor> {
  const made = new Set([...again.flatMap((node) => node.outputs), ...wanted].map(({ id }) => id));
  const inputs = again.flatMap((node) => node.inputs.map(({ root }) => root));
  return new Set(inputs.filter(({ id, storage }) => storage === "slot" && !made.has(id) && !readers.has(id)));
}

type Fresh = (tensor: GraphTensor, root?: GraphTensor) => GraphTensor;

/** Tensors like given ones under ids that no node has; a root of its own unless it looks at another. */
function freshTensors(nodes: readonly GraphNode[]): Fresh {
  const used = nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  let next = used.reduce((most, { id, root }) => Math.max(most, id, root.id), 0) + 1;
  return (tensor, root) => {
    const made = { ...tensor, id: next++ };
    made.root = root ?? made;
    return made;
  };
}

function copyOf(node: GraphNode, replaced: ReadonlyMap<number, GraphTensor>, fresh: Fresh): GraphNode {
  return {
    ...node,
    phase: "backward",
    inputs: node.inputs.map((input) => rewired(input, replaced)),
    // A result that is stored is made once more and thrown away: the kernel must stay the same.
    outputs: node.outputs.map((output) => replaced.get(output.id) ?? fresh(output)),
  };
}

function rewired(tensor: GraphTensor, replaced: ReadonlyMap<number, GraphTensor>): GraphTensor {
  const root = replaced.get(tensor.root.id);
  if (root === undefined) return tensor;
  return tensor.id === tensor.root.id ? root : { ...tensor, id: root.id, root };
}
