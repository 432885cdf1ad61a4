import { f32, sizeOf, type DeviceTraits, type Operator, type TensorSpec } from "../../kernels-wgsl/index.ts";
import { MAX_GRADIENTS, sumPartials } from "../../kernels-wgsl/sum_partials/kernel.ts";
import type { PartialGradient } from "../../kernels-wgsl/sum_partials/reference.ts";
import type { GraphNode, GraphTensor, Storage } from "../graph/graph.ts";
import { fusionNote, nameOf, type Fused, type FusionNote } from "./fusion-note.ts";

/** Where gradients lie: the arena's length, and the first element of each gradient by its tensor's id. */
export interface GradientPlaces {
  readonly floats: number;
  readonly offsets: ReadonlyMap<number, number>;
}

interface Pending {
  readonly partial: GraphTensor;
  readonly gradient: PartialGradient;
}

/**
 * Takes the last pass off nodes that end by adding up partial sums of gradients, and does it for up to seven gradients in one
 * dispatch. Applies to gradients that only the arena's readers (norm, accumulation, optimizer) need; `kept` are read otherwise.
 */
export function batchSums(
  nodes: readonly GraphNode[],
  places: GradientPlaces,
  kept: ReadonlySet<number>,
  traits: DeviceTraits,
): Fused {
  let nextId = 1 + Math.max(0, ...nodes.flatMap((node) => [...node.inputs, ...node.outputs].map(({ id }) => id)));
  const arena = tensor(nextId++, f32(places.floats), "arena", "gradients");
  const readers = new Map(nodes.flatMap((node) => node.inputs.map((input) => [input.root.id, nameOf(node)] as const)));
  for (const id of kept) readers.set(id, "the host");
  const out: GraphNode[] = [];
  const notes: FusionNote[] = [];
  let pending: Pending[] = [];
  const flush = (count: number): void => {
    if (pending.length === 0 || count === 0) return;
    out.push(sumNode(arena, pending.slice(0, count)));
    pending = pending.slice(count);
  };
  for (const node of nodes) {
    if (node.phase !== "backward" || node.inputs.some((input) => input.storage === "arena")) flush(pending.length);
    const specs = partialsOf(node, traits);
    const reasons = specs === null ? [] : obstacles(node, places, readers);
    if (specs !== null) notes.push(noteOf(node, reasons));
    if (specs === null || reasons.length > 0) {
      out.push(node);
      continue;
    }
    const partials = specs.map((spec) => tensor(nextId++, spec, "slot", ""));
    out.push({ ...node, operator: withoutSums(node), outputs: partials });
    pending.push(
      ...partials.map((partial, i) => ({ partial, gradient: gradientOf(node.outputs[i], partial, places) })),
    );
    while (pending.length >= MAX_GRADIENTS) flush(MAX_GRADIENTS);
  }
  flush(pending.length);
  return { nodes: out, notes };
}

function noteOf(node: GraphNode, reasons: readonly string[]): FusionNote {
  const fate = reasons.length > 0 ? { reasons } : { into: sumPartials.name };
  return fusionNote(node, { kind: "partial sums", rows: [node.operator.name], ...fate });
}

/** Why a node must add up its partial sums itself: the dispatch that adds many up runs later, and into the arena. */
function obstacles(node: GraphNode, { offsets }: GradientPlaces, readers: ReadonlyMap<number, string>): string[] {
  if (node.phase !== "backward")
    return [`It runs in the ${node.phase} pass; sums are put off in the backward pass only.`];
  return node.outputs.flatMap(({ id }) => {
    const reader = readers.get(id);
    if (reader !== undefined) return [`Its sum is read by ${reader} before gradients are added up.`];
    return offsets.has(id) ? [] : ["Its sum is no gradient of a parameter."];
  });
}

/** Types of the partial sums that a node's trailing launches add up, one for each output; null where there are none. */
function partialsOf(node: GraphNode, traits: DeviceTraits): readonly TensorSpec[] | null {
  if ((node.operator.trailingSums?.(node.inputs, node.attributes) ?? 0) === 0) return null;
  const scratch = node.operator.scratch?.(node.inputs, node.attributes, traits) ?? [];
  return scratch.length === node.outputs.length ? scratch : null;
}

/** The node's operator without its trailing launches: its outputs are what was its scratch. */
function withoutSums({ operator, inputs, outputs, attributes }: GraphNode): Operator {
  const trailing = operator.trailingSums!(inputs, attributes);
  return {
    name: operator.name,
    infer: () => outputs,
    reference: () => {
      throw new Error(`${operator.name} was already planned; interpret the graph, not the plan's nodes`);
    },
    lower: (application, _scratch, traits) =>
      operator.lower({ ...application, outputs }, application.outputs, traits).slice(0, -trailing),
  };
}

function tensor(id: number, spec: TensorSpec, storage: Storage, name: string): GraphTensor {
  const made = { ...spec, id, storage, name };
  const rooted = made as typeof made & { root: GraphTensor };
  rooted.root = rooted;
  return rooted;
}

function gradientOf(output: GraphTensor, partial: GraphTensor, { offsets }: GradientPlaces): PartialGradient {
  const size = sizeOf(output.shape);
  return { offset: offsets.get(output.id)!, parts: sizeOf(partial.shape) / size, size };
}

function sumNode(arena: GraphTensor, pending: readonly Pending[]): GraphNode {
  return {
    operator: sumPartials,
    inputs: [arena, ...pending.map(({ partial }) => partial)],
    outputs: [],
    attributes: { gradients: pending.map(({ gradient }) => gradient) },
    scope: "gradients",
    phase: "backward",
  };
}
