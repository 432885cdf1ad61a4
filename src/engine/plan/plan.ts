import { addCounters, NO_COST, type Counters } from "../../lib/counters.ts";
import { sizeOf, type DeviceTraits, type Launch, type Tensor } from "../../kernels-wgsl/index.ts";
import type { Graph, GraphNode, GraphTensor, Phase } from "../graph/graph.ts";
import { batchSums } from "../passes/batch-sums.ts";
import { eliminateDeadNodes } from "../passes/eliminate.ts";
import { fuseRowSums } from "../passes/fuse-row-sums.ts";
import { fuseElementwise } from "../passes/fuse.ts";
import type { FusionNote } from "../passes/fusion-note.ts";
import { recomputeBlocks, type Recompute, type RecomputeNote } from "../passes/recompute.ts";
import { layoutParameters, type ParameterLayout } from "./layout.ts";
import { assignSlots, type Lifetime } from "./slots.ts";

/** The buffer a binding lies in: private to the program (slots, constants, inputs) or shared under its name. */
export type BufferKey =
  `arena ${string}` | `buffer ${string}` | `input ${string}` | `constant ${string}` | `slot ${number}`;

export interface Place {
  readonly buffer: BufferKey;
  readonly offsetBytes: number;
  readonly bytes: number;
}

export interface PlannedLaunch {
  readonly launch: Launch;
  /** In the order of `launch.bindings`. */
  readonly places: readonly Place[];
  readonly scope: string;
  readonly phase: Phase;
  /** Index of the node it belongs to: launches of one node run together. */
  readonly node: number;
  /** Its launch's starters in their places. */
  readonly starter?: readonly StarterLaunch[];
}

/** A launch that stands in for another one until that is compiled. */
export type StarterLaunch = Pick<PlannedLaunch, "launch" | "places">;

export interface PlannedNode {
  readonly operator: string;
  readonly scope: string;
  readonly phase: Phase;
  /** Where its float results lie, for the search for a NaN. */
  readonly outputs: readonly Place[];
}

/** Everything the executor needs, as plain data: no WebGPU object before it is bound. */
export interface Plan {
  readonly launches: readonly PlannedLaunch[];
  readonly nodes: readonly PlannedNode[];
  /** Bytes of every buffer. */
  readonly buffers: ReadonlyMap<BufferKey, number>;
  readonly constants: ReadonlyMap<
    BufferKey,
    { readonly dtype: "f32" | "i32" | "u32"; readonly values: () => Float64Array }
  >;
  readonly outputs: ReadonlyMap<string, { readonly place: Place; readonly tensor: Tensor }>;
  readonly layout: ParameterLayout;
  readonly counters: Readonly<Record<Phase, Counters>>;
  /** Exact sum of all buffers' bytes. */
  readonly peakBytes: number;
  /** Of every activation, gradient and scratch tensor that lies in a slot. */
  readonly lifetimes: readonly Lifetime[];
  readonly fusion: readonly FusionNote[];
  /** Blocks whose activations are made again in the backward. */
  readonly recomputed: readonly RecomputeNote[];
  readonly traits: DeviceTraits;
}

export interface PlanOptions {
  readonly traits: DeviceTraits;
  /** Layout of the training program, so that evaluation and sampling read the same arena. */
  readonly layout?: ParameterLayout;
  /** Absent: `none`. */
  readonly recompute?: Recompute;
}

export const PARAMETERS: BufferKey = "arena parameters";
export const GRADIENTS: BufferKey = "arena gradients";

/** Lowers a graph: dead nodes out, element-wise chains fused, parameters and slots placed, every dispatch listed and counted. */
export function planProgram(graph: Graph, options: PlanOptions): Plan {
  const layout = options.layout ?? layoutParameters(graph);
  const gradientPlaces = placeGradients(graph, layout);
  const kept = new Set([...graph.outputs.values()].map((tensor) => tensor.root.id));
  const needed = new Set([...kept, ...gradientPlaces.keys()]);
  const summed = fuseRowSums(eliminateDeadNodes(graph.nodes, needed));
  const fused = fuseElementwise(summed.nodes, needed);
  const { nodes: complete, notes: recomputed } =
    options.recompute === "blocks" ? recomputeBlocks(fused.nodes, needed) : { nodes: fused.nodes, notes: [] };
  const offsets = new Map([...gradientPlaces].map(([id, place]) => [id, place.offsetBytes / 4]));
  const batched = batchSums(complete, { floats: layout.floats, offsets }, kept, options.traits);
  const { nodes } = batched;
  const scratch = nodes.map((node) => scratchTensors(node, options.traits));
  const assignment = assignSlots(
    nodes.map((node, i) => ({ inputs: node.inputs, outputs: node.outputs, scratch: scratch[i] })),
    (tensor) => gradientPlaces.has(tensor.root.id),
    kept,
  );
  const buffers = new Map<BufferKey, number>();
  assignment.slotBytes.forEach((bytes, i) => buffers.set(`slot ${i}`, bytes));
  const placeOf = makePlacer(layout, gradientPlaces, assignment.slotOf, buffers);
  const launches = nodes.flatMap((node, i) => lowerNode(node, i, scratch[i], options.traits, placeOf));
  const outputs = new Map([...graph.outputs].map(([name, tensor]) => [name, { place: placeOf(tensor), tensor }]));
  return {
    launches,
    nodes: nodes.map(({ operator, scope, phase, outputs: made }) => ({
      operator: operator.name,
      scope,
      phase,
      outputs: made.filter((tensor) => tensor.dtype === "f32").map(placeOf),
    })),
    buffers,
    constants: usedConstants(graph, buffers),
    outputs,
    layout,
    counters: countPhases(launches),
    peakBytes: [...buffers.values()].reduce((sum, bytes) => sum + bytes, 0),
    lifetimes: assignment.lifetimes,
    fusion: [summed, fused, batched].flatMap(({ notes }) => notes),
    recomputed,
    traits: options.traits,
  };
}

/** Gives each gradient, which `differentiate` made a fresh result of its own, its place in the gradient arena. */
function placeGradients(graph: Graph, layout: ParameterLayout): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const { tensor, declaration } of graph.parameters) {
    const gradient = graph.gradients.get(tensor.id);
    if (gradient === undefined) continue;
    const placed = placedParameter(layout, declaration.parts[0].name);
    places.set(gradient.root.id, { buffer: GRADIENTS, offsetBytes: placed.offset * 4, bytes: placed.floats * 4 });
  }
  return places;
}

function placedParameter(layout: ParameterLayout, name: string): ParameterLayout["parameters"][number] {
  const placed = layout.parameters.find((parameter) => parameter.declaration.parts[0].name === name);
  if (placed === undefined) throw new Error(`the layout has no parameter ${name}`);
  return placed;
}

function scratchTensors(node: GraphNode, traits: DeviceTraits): Tensor[] {
  const specs = node.operator.scratch?.(node.inputs, node.attributes, traits) ?? [];
  return specs.map((spec) => ({ ...spec, id: nextScratchId-- }));
}

// Scratch tensors belong to no graph; negative ids keep them apart from its tensors.
let nextScratchId = -1;

type Placer = (tensor: Tensor) => Place;

function makePlacer(
  layout: ParameterLayout,
  gradientPlaces: ReadonlyMap<number, Place>,
  slotOf: ReadonlyMap<number, number>,
  buffers: Map<BufferKey, number>,
): Placer {
  const places = new Map<number, Place>();
  const need = (buffer: BufferKey, bytes: number): void => {
    buffers.set(buffer, Math.max(buffers.get(buffer) ?? 0, bytes));
  };
  return (tensor) => {
    const root = "root" in tensor ? (tensor as GraphTensor).root : tensor;
    let place = places.get(root.id);
    if (place === undefined) {
      place = gradientPlaces.get(root.id) ?? placeRoot(root, layout, slotOf);
      if (place.buffer === PARAMETERS || place.buffer === GRADIENTS) need(place.buffer, layout.floats * 4);
      else need(place.buffer, Math.ceil((place.offsetBytes + place.bytes) / 16) * 16);
      places.set(root.id, place);
    }
    return place;
  };
}

function placeRoot(root: Tensor, layout: ParameterLayout, slotOf: ReadonlyMap<number, number>): Place {
  const bytes = Math.max(4, sizeOf(root.shape) * 4);
  const slot = slotOf.get(root.id);
  if (slot !== undefined) return { buffer: `slot ${slot}`, offsetBytes: 0, bytes };
  const { storage, name } = root as GraphTensor;
  if (storage === "slot") throw new Error(`tensor ${root.id} is read but never made`);
  if (storage !== "parameter") return { buffer: `${storage} ${name}`, offsetBytes: 0, bytes };
  return { buffer: PARAMETERS, offsetBytes: placedParameter(layout, name).offset * 4, bytes };
}

function lowerNode(
  node: GraphNode,
  index: number,
  scratch: readonly Tensor[],
  traits: DeviceTraits,
  placeOf: Placer,
): PlannedLaunch[] {
  const placed = (launch: Launch): StarterLaunch => ({
    launch,
    places: launch.bindings.map((binding) => placeOf(binding.tensor)),
  });
  return node.operator.lower(node, scratch, traits).map((launch) => ({
    ...placed(launch),
    scope: node.scope,
    phase: node.phase,
    node: index,
    ...(launch.starter && { starter: launch.starter.map(placed) }),
  }));
}

function usedConstants(graph: Graph, buffers: ReadonlyMap<BufferKey, number>): Plan["constants"] {
  const used = [...graph.constants.values()].filter(({ tensor }) => buffers.has(`constant ${tensor.name}`));
  return new Map(
    used.map(({ tensor, values }) => [`constant ${tensor.name}` as const, { dtype: tensor.dtype, values }]),
  );
}

function countPhases(launches: readonly PlannedLaunch[]): Record<Phase, Counters> {
  const of = (phase: Phase): Counters =>
    addCounters(NO_COST, ...launches.filter((one) => one.phase === phase).map((one) => one.launch.counters));
  return { forward: of("forward"), backward: of("backward"), optimizer: of("optimizer") };
}
