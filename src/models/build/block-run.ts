import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import type { ParameterDeclaration } from "../../engine/graph/parameter.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { f32, sizeOf, type Shape } from "../../kernels-wgsl/index.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { CATALOGUE, type BlockKind, type KnobsGiven } from "../blocks/index.ts";
import { resolveKnobs } from "../document/knobs.ts";
import { features } from "../document/shape.ts";
import type { BuildContext, ParameterRequest } from "./block-build.ts";
import { buildOf } from "./builders.ts";
import { materialised } from "./layers.ts";

export interface BlockRun {
  readonly y: Float64Array;
  readonly shape: Shape;
  /** Values of every tensor by its first part's name; parts lie behind one another. */
  readonly parameters: ReadonlyMap<string, Float64Array>;
  readonly declarations: readonly ParameterDeclaration[];
  /** Gradients of `sum of weights * y`, by name; the input's is called `x`. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

export interface BlockRunOptions {
  readonly seed?: number;
  /** Values in place of the initial ones, by the name of a tensor's first part. */
  readonly weights?: (name: string) => Float64Array | undefined;
  /** Incoming gradient; absent: all ones. */
  readonly incoming?: Float64Array;
  /** Blocks of its kind in the network, and residual additions; 1 each if absent. */
  readonly layers?: number;
  readonly residualCount?: number;
}

function declarationOf(request: ParameterRequest): ParameterDeclaration {
  return { decay: request.role === "matrix", learningRateScale: 1, isTrainable: true, ...request };
}

/** One block alone on x [B, T, C], forward and backward in float64: for tests. */
export function blockRun<Kind extends BlockKind>(
  kind: Kind,
  knobs: KnobsGiven<Kind>,
  x: { readonly shape: Shape; readonly values: Float64Array },
  options: BlockRunOptions = {},
): BlockRun {
  const definition = CATALOGUE.blocks.get(kind);
  if (definition === undefined) throw new Error(`no block ${kind}`);
  const graph = new Graph();
  const initialiser = { kind: "values", valueAt: (index: number) => x.values[index] } as const;
  const input = graph.parameter(declarationOf({ parts: [{ name: "x", shape: x.shape, initialiser }], role: "vector" }));
  const shapes = [features(x.shape.slice(1, -1), x.shape[x.shape.length - 1])];
  const resolved = resolveKnobs(definition.knobs, knobs as Parameters<typeof resolveKnobs>[1]);
  definition.shapes({ knobs: resolved, inputs: shapes, wanted: undefined });
  const context: BuildContext<unknown> = {
    graph,
    knobs: resolved,
    inputs: [input],
    shapes,
    wanted: undefined,
    isTraining: false,
    depth: { index: 0, count: options.layers ?? 1 },
    residualCount: options.residualCount ?? 1,
    site: 0,
    parameter: (request) => graph.parameter(declarationOf(request)),
  };
  // The knobs were resolved with the schema of this very kind.
  const [output] = buildOf(kind)(context as BuildContext<never>).map((value) => materialised(graph, value));
  return evaluated(graph, output, options);
}

function evaluated(graph: Graph, output: GraphTensor, { seed = 1, weights, incoming }: BlockRunOptions): BlockRun {
  const size = sizeOf(output.shape);
  const flat = graph.reshape(output, [size]);
  const gradient = graph.constant("incoming", f32(size), () => incoming ?? new Float64Array(size).fill(1));
  const product = map(graph, "multiply", [flat, gradient]);
  const [loss] = graph.apply(reduce, [product], { kind: "sum", axes: [0], keepdims: true });
  differentiate(graph, [{ loss, weight: 1 }]);
  const values = initialParameters(graph, seed);
  for (const { tensor, declaration } of graph.parameters) {
    const given = weights?.(declaration.parts[0].name);
    if (given !== undefined) values.set(tensor.id, given);
  }
  interpret(graph, graph.nodes, values);
  const valueOf = (tensor: GraphTensor | undefined): Float64Array =>
    (tensor === undefined ? undefined : values.get(tensor.root.id)) ?? new Float64Array();
  const named = graph.parameters.map(({ tensor, declaration }) => [declaration.parts[0].name, tensor] as const);
  return {
    y: valueOf(output),
    shape: output.shape,
    parameters: new Map(named.map(([name, tensor]) => [name, valueOf(tensor)])),
    declarations: graph.parameters.map(({ declaration }) => declaration),
    gradients: new Map(named.map(([name, tensor]) => [name, valueOf(graph.gradients.get(tensor.id))])),
  };
}
