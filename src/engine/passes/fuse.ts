import { elementwise } from "../../kernels-wgsl/elementwise/kernel.ts";
import { IDENTITY, type Program } from "../../kernels-wgsl/elementwise/program.ts";
import { PORTABLE_TRAITS, sizeOf, type Operator } from "../../kernels-wgsl/index.ts";
import type { GraphNode, GraphTensor } from "../graph/graph.ts";
import { composePrograms, type BoundProgram } from "./compose-programs.ts";

/** The portable number of storage buffers a kernel may bind. */
const MAX_STORAGE_BINDINGS = 8;
/** Longer programs would spill registers for little gain. */
const MAX_INSTRUCTIONS = 12;

/** What fusion did with one element-wise node, for the plan's report. */
export interface FusionNote {
  readonly scope: string;
  readonly rows: readonly string[];
  /** Operator it became part of; null when it stayed a kernel of its own. */
  readonly into: string | null;
}

export interface Fused {
  readonly nodes: GraphNode[];
  readonly notes: readonly FusionNote[];
}

/**
 * Lets element-wise nodes become part of the kernel that makes one of their operands: an epilogue of a matmul or a norm's
 * backward, or a longer element-wise kernel. `kept` tensors must be written even if no node reads them.
 */
export function fuseElementwise(nodes: readonly GraphNode[], kept: ReadonlySet<number>): Fused {
  const list = [...nodes];
  const notes: FusionNote[] = [];
  for (let e = 0; e < list.length; e++) {
    if (!isElementwise(list[e])) continue;
    const rows = programOf(list[e]).instructions.map((instruction) => instruction.row);
    const fusion = findFusion(list, e, kept);
    notes.push({ scope: list[e].scope, rows, into: fusion === null ? null : list[fusion.producer].operator.name });
    if (fusion === null) continue;
    list[fusion.position] = fusion.node;
    list.splice(fusion.position === e ? fusion.producer : e, 1);
    e -= 1;
  }
  return { nodes: list, notes };
}

interface Fusion {
  readonly producer: number;
  readonly position: number;
  readonly node: GraphNode;
}

function findFusion(list: readonly GraphNode[], e: number, kept: ReadonlySet<number>): Fusion | null {
  const consumer = list[e];
  for (let p = e - 1; p >= 0; p--) {
    const producer = list[p];
    if (!canHost(producer, consumer)) continue;
    const position = choosePosition(list, p, e);
    if (position === null) continue;
    const isStillNeeded = (tensor: GraphTensor): boolean =>
      kept.has(tensor.id) ||
      list.some((node, i) => i !== e && node.inputs.some((input) => input.root.id === tensor.id));
    const node = fusedNode(producer, consumer, isStillNeeded);
    if (node !== null) return { producer: p, position, node };
  }
  return null;
}

function canHost(producer: GraphNode, consumer: GraphNode): boolean {
  if (producer.phase !== consumer.phase) return false;
  if (!isElementwise(producer) && producer.operator.acceptsProgram !== true) return false;
  const results = resultsOf(producer);
  const size = sizeOf(consumer.outputs[0].shape);
  const { operands } = programOf(consumer);
  return (
    consumer.inputs.some(
      (input, i) =>
        operands[i] === "full" && sizeOf(input.shape) === size && results.some((result) => result.id === input.root.id),
    ) &&
    consumer.inputs.every(
      (input, i) => operands[i] === "full" || !results.some((result) => result.id === input.root.id),
    )
  );
}

/** At the producer if everything else the consumer reads exists there, at the consumer if nobody reads the producer before it. */
function choosePosition(list: readonly GraphNode[], p: number, e: number): number | null {
  const made = new Set(list[p].outputs.map((output) => output.id));
  const between = list.slice(p + 1, e);
  const madeBetween = new Set(between.flatMap((node) => node.outputs.map((output) => output.id)));
  if (!list[e].inputs.some((input) => madeBetween.has(input.root.id))) return p;
  return between.some((node) => node.inputs.some((input) => made.has(input.root.id))) ? null : e;
}

function fusedNode(
  producer: GraphNode,
  consumer: GraphNode,
  isStillNeeded: (tensor: GraphTensor) => boolean,
): GraphNode | null {
  const host = bind(producer);
  const fused = composePrograms(host, bind(consumer), isStillNeeded);
  const baseInputs = producer.inputs.slice(
    0,
    producer.inputs.length - host.operands.filter((one) => one !== null).length,
  );
  const others = producer.outputs.slice(host.results.length);
  const inputs = [...baseInputs, ...fused.operands.filter((operand) => operand !== null)];
  const outputs = [...fused.results, ...others];
  const attributes = { ...producer.attributes, program: fused.program };
  const scratch = producer.operator.scratch?.(inputs, attributes, PORTABLE_TRAITS).length ?? 0;
  if (inputs.length + outputs.length + scratch > MAX_STORAGE_BINDINGS) return null;
  if (fused.program.instructions.length > MAX_INSTRUCTIONS) return null;
  return { ...producer, inputs, outputs, attributes };
}

const isElementwise = (node: GraphNode): boolean => node.operator === (elementwise as unknown as Operator);

function programOf(node: GraphNode): Program {
  return "program" in node.attributes && node.attributes.program !== undefined
    ? (node.attributes.program as Program)
    : IDENTITY;
}

function resultsOf(node: GraphNode): readonly GraphTensor[] {
  return node.outputs.slice(0, programOf(node).results.length);
}

/** The node's program with its tensors. An element-wise node's operands are all inputs; a host's first is its own result. */
function bind(node: GraphNode): BoundProgram {
  const program = programOf(node);
  const own = isElementwise(node) ? program.operands.length : program.operands.length - 1;
  const operands = node.inputs.slice(node.inputs.length - own);
  return { program, operands: isElementwise(node) ? operands : [null, ...operands], results: resultsOf(node) };
}
