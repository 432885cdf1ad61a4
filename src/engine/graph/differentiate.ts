import { f32, u32, type Tensor } from "../../kernels-wgsl/index.ts";
import { elementwise, map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { IDENTITY } from "../../kernels-wgsl/elementwise/program.ts";
import { gradientMask } from "../../kernels-wgsl/gradient_mask/kernel.ts";
import { lossWeight } from "../../kernels-wgsl/loss_weight/kernel.ts";
import type { Graph, GraphNode, GraphParameter, GraphTensor } from "./graph.ts";
import type { GradientMask } from "./parameter.ts";

/** One weighted term of an objective: a tensor [1] and the factor it enters the sum with, fixed or from the step's weights. */
export interface LossTerm {
  readonly loss: GraphTensor;
  readonly weight: number | { readonly slot: number };
}

/**
 * Reverse-mode differentiation on the graph: appends the backward nodes of `sum of weight * loss` and records in
 * `graph.gradients` the gradient of every trainable parameter that the losses depend on.
 */
export function differentiate(graph: Graph, terms: readonly LossTerm[]): void {
  const forward = [...graph.nodes];
  const trainable = graph.parameters.filter((parameter) => parameter.declaration.isTrainable);
  const dependent = dependentRoots(
    forward,
    trainable.map((parameter) => parameter.tensor.id),
  );
  const pending = new Map<number, Tensor[]>();
  const contribute = (tensor: GraphTensor, gradient: Tensor): void => {
    const { root } = tensor;
    const list = pending.get(root.id) ?? [];
    list.push(gradient.shape === root.shape ? gradient : graph.reshape(gradient, root.shape));
    pending.set(root.id, list);
  };
  const gradientOf = (tensor: GraphTensor): Tensor | null => {
    const list = pending.get(tensor.root.id);
    if (list === undefined) return null;
    const sum = list.reduce((total, next) => map(graph, "add", [total, next]));
    pending.set(tensor.root.id, [sum]);
    return sum;
  };

  for (const { loss, weight } of terms) {
    if (dependent.has(loss.root.id)) contribute(loss, seedOf(graph, weight));
  }
  for (const node of forward.reverse()) {
    if (!node.outputs.some((output) => dependent.has(output.id) && pending.has(output.id))) continue;
    graph.inPhase("backward", node.scope, () => {
      propagate(graph, node, node.outputs.map(gradientOf), dependent, contribute);
    });
  }
  recordGradients(graph, trainable, gradientOf);
}

function seedOf(graph: Graph, weight: LossTerm["weight"]): Tensor {
  if (typeof weight !== "number") {
    return graph.inPhase("backward", "objective", () => graph.apply(lossWeight, [], weight)[0]);
  }
  return graph.constant(`loss weight ${weight}`, f32(1), () => Float64Array.of(weight));
}

/**
 * Every gradient becomes a result of its own, so that it can be written straight into the gradient arena: one that is a
 * constant, that two parameters share, or that another node reads (no dispatch may read and write one arena) gets a copy, which
 * fusion turns into a second result of its producer.
 */
function recordGradients(
  graph: Graph,
  parameters: readonly GraphParameter[],
  gradientOf: (tensor: GraphTensor) => Tensor | null,
): void {
  const taken = new Set<number>();
  graph.inPhase("backward", "gradients", () => {
    for (const { tensor: parameter, declaration } of parameters) {
      let gradient = gradientOf(parameter) as GraphTensor | null;
      if (gradient === null) continue;
      if (declaration.mask !== undefined) gradient = masked(graph, gradient, declaration.mask);
      const { root } = gradient;
      const isRead = graph.nodes.some((node) => node.inputs.some((input) => input.root.id === root.id));
      if (root.storage !== "slot" || taken.has(root.id) || isRead) {
        [gradient] = graph.apply(elementwise, [gradient], { program: IDENTITY });
      }
      taken.add(gradient.root.id);
      graph.gradients.set(parameter.id, gradient);
    }
  });
}

function masked(graph: Graph, gradient: GraphTensor, { inner, firstSteps }: GradientMask): GraphTensor {
  const name = `first steps ${firstSteps.join(" ")}`;
  const table = graph.constant(name, u32(firstSteps.length), () => Float64Array.from(firstSteps));
  return graph.apply(gradientMask, [gradient, table], { inner })[0];
}

function propagate(
  graph: Graph,
  node: GraphNode,
  outputGradients: readonly (Tensor | null)[],
  dependent: ReadonlySet<number>,
  contribute: (tensor: GraphTensor, gradient: Tensor) => void,
): void {
  const { operator } = node;
  const wants = node.inputs.map((input) => input.dtype === "f32" && dependent.has(input.root.id));
  if (!wants.includes(true)) return;
  if (operator.gradient === undefined) throw new Error(`${operator.name} (block "${node.scope}") has no gradient rule`);
  operator.gradient(graph, node, outputGradients, wants).forEach((gradient, i) => {
    if (gradient !== null && wants[i]) contribute(node.inputs[i], gradient);
  });
}

/** Ids of the roots that depend on the given tensors. */
function dependentRoots(nodes: readonly GraphNode[], seeds: readonly number[]): Set<number> {
  const dependent = new Set(seeds);
  for (const node of nodes) {
    if (!node.inputs.some((input) => dependent.has(input.root.id))) continue;
    for (const output of node.outputs) if (output.dtype === "f32") dependent.add(output.id);
  }
  return dependent;
}
