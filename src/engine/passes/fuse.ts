import { elementwise } from "../../kernels-wgsl/elementwise/kernel.ts";
import { IDENTITY, type Program } from "../../kernels-wgsl/elementwise/program.ts";
import { PORTABLE_TRAITS, sizeOf, type Operator } from "../../kernels-wgsl/index.ts";
import type { GraphNode, GraphTensor } from "../graph/graph.ts";
import { composePrograms, type BoundProgram } from "./compose-programs.ts";
import { fusionNote, nameOf, type Fused, type FusionNote } from "./fusion-note.ts";

/** The portable number of storage buffers a kernel may bind. */
const MAX_STORAGE_BINDINGS = 8;
/** Longer programs would spill registers for little gain. */
const MAX_INSTRUCTIONS = 12;

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
    const found = findFusion(list, e, kept);
    if ("reasons" in found) {
      notes.push(fusionNote(list[e], { kind: "elementwise", rows, reasons: found.reasons }));
      continue;
    }
    notes.push(fusionNote(list[e], { kind: "elementwise", rows, into: list[found.producer].operator.name }));
    list[found.position] = found.node;
    list.splice(found.position === e ? found.producer : e, 1);
    e -= 1;
  }
  return { nodes: list, notes };
}

interface Fusion {
  readonly producer: number;
  readonly position: number;
  readonly node: GraphNode;
}

interface Refusal {
  /** A sentence for each kernel that makes an operand. */
  readonly reasons: readonly string[];
}

function findFusion(list: readonly GraphNode[], e: number, kept: ReadonlySet<number>): Fusion | Refusal {
  const consumer = list[e];
  const reasons: string[] = [];
  for (let p = e - 1; p >= 0; p--) {
    const producer = list[p];
    if (!consumer.inputs.some((input) => makes(producer, input))) continue;
    const found = hostingObstacle(producer, consumer) ?? fusionAt(list, p, e, kept);
    if (typeof found !== "string") return found;
    reasons.push(`${nameOf(producer)} ${found}.`);
  }
  return { reasons: reasons.length > 0 ? reasons : ["No kernel of the step makes what it reads."] };
}

const makes = (node: GraphNode, tensor: GraphTensor): boolean =>
  node.outputs.some((output) => output.id === tensor.root.id);

/** The rest of a sentence that begins with the producer; null if it can take the consumer in. */
function hostingObstacle(producer: GraphNode, consumer: GraphNode): string | null {
  if (producer.phase !== consumer.phase) return `runs in the ${producer.phase} pass, this in the ${consumer.phase}`;
  if (!isElementwise(producer) && producer.operator.acceptsProgram !== true) return "takes no element-wise ending";
  const results = resultsOf(producer);
  const size = sizeOf(consumer.outputs[0].shape);
  const { operands } = programOf(consumer);
  for (const [i, input] of consumer.inputs.entries()) {
    if (!makes(producer, input)) continue;
    if (!results.some((result) => result.id === input.root.id))
      return "gives it a by-product that its ending cannot see";
    if (operands[i] !== "full" || sizeOf(input.shape) !== size) {
      return `makes [${input.shape.join(", ")}], which is repeated over [${consumer.outputs[0].shape.join(", ")}]`;
    }
  }
  return null;
}

function fusionAt(list: readonly GraphNode[], p: number, e: number, kept: ReadonlySet<number>): Fusion | string {
  const position = choosePosition(list, p, e);
  if (typeof position === "string") return position;
  const isStillNeeded = (tensor: GraphTensor): boolean =>
    kept.has(tensor.id) || list.some((node, i) => i !== e && node.inputs.some((input) => input.root.id === tensor.id));
  const node = fusedNode(list[p], list[e], isStillNeeded);
  return typeof node === "string" ? node : { producer: p, position, node };
}

/** At the producer if everything else the consumer reads exists there, at the consumer if nobody reads the producer before it. */
function choosePosition(list: readonly GraphNode[], p: number, e: number): number | string {
  const between = list.slice(p + 1, e);
  const isMadeBetween = (input: GraphTensor): boolean => between.some((node) => makes(node, input));
  if (!list[e].inputs.some(isMadeBetween)) return p;
  const reader = between.find((node) => node.inputs.some((input) => makes(list[p], input)));
  if (reader === undefined) return e;
  return `has a second reader, ${nameOf(reader)}, before the other operand exists`;
}

function fusedNode(
  producer: GraphNode,
  consumer: GraphNode,
  isStillNeeded: (tensor: GraphTensor) => boolean,
): GraphNode | string {
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
  const bindings = inputs.length + outputs.length + scratch;
  if (bindings > MAX_STORAGE_BINDINGS) {
    return `would bind ${bindings} storage buffers with it; every device has ${MAX_STORAGE_BINDINGS}`;
  }
  const { length } = fused.program.instructions;
  if (length > MAX_INSTRUCTIONS)
    return `would compute ${length} functions with it; more than ${MAX_INSTRUCTIONS} spill`;
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
