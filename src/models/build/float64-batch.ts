import type { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { packedShape } from "../../engine/graph/parameter.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";

/** Values in place of the initial ones, by the name of a tensor's first part. */
export type GivenWeights = (name: string, initial: Float64Array) => Float64Array | undefined;

export interface Float64Batch {
  /** By a root tensor's id; empty where nothing was computed. */
  readonly valueOf: (id: number) => Float64Array;
  /** By the name of a tensor's first part. */
  readonly initial: ReadonlyMap<string, Float64Array>;
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

/** Interprets a graph in float64 on a batch, given by the inputs' ids, from its initial or given weights. */
export function float64Batch(
  graph: Graph,
  inputs: ReadonlyMap<number, Float64Array>,
  { seed, weights }: { readonly seed: number; readonly weights?: GivenWeights | undefined },
): Float64Batch {
  const values = initialParameters(graph, seed);
  for (const [id, input] of inputs) values.set(id, input);
  for (const { tensor, declaration } of graph.parameters) {
    const given = weights?.(declaration.parts[0].name, values.get(tensor.id) ?? new Float64Array());
    if (given !== undefined) values.set(tensor.id, given);
  }
  interpret(graph, graph.nodes, values);
  const valueOf = (id: number): Float64Array => values.get(id) ?? new Float64Array();
  const named = graph.parameters.map(({ tensor, declaration }) => [declaration.parts[0].name, tensor.id] as const);
  return {
    valueOf,
    initial: new Map(named.map(([name, id]) => [name, valueOf(id)])),
    gradients: new Map(named.map(([name, id]) => [name, valueOf(graph.gradients.get(id)?.root.id ?? -1)])),
  };
}

/** Trainable scalars, counted on a graph; what is shared counts once. */
export function trainableScalars({ parameters }: Graph): number {
  return parameters.reduce(
    (sum, { declaration }) => sum + (declaration.isTrainable ? sizeOf(packedShape(declaration)) : 0),
    0,
  );
}
