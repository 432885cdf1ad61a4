import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { GradientMask, Initialiser, ParameterDeclaration } from "../../engine/graph/parameter.ts";
import type { Shape } from "../../kernels-wgsl/index.ts";
import type { BlockKind, KnobsOf } from "../blocks/index.ts";
import type { StreamShape } from "../document/shape.ts";

/** A parameter as its block names it; scope, ties and the seed are added around it. */
export interface ParameterRequest {
  /** Own names such as `wq`; several are stacked along axis 0 into one tensor. */
  readonly parts: readonly [RequestedPart, ...RequestedPart[]];
  readonly role: ParameterDeclaration["role"];
  /** Default: matrices and heads decay, embeddings and vectors do not. */
  readonly decay?: boolean;
  readonly learningRateScale?: number;
  readonly isTrainable?: boolean;
  readonly mask?: GradientMask;
}

export interface RequestedPart {
  readonly name: string;
  readonly shape: Shape;
  readonly initialiser: Initialiser;
}

/** A linear map that is not applied yet, so that a loss can take its outputs in chunks. Weight [out, in]. */
export class Projection {
  readonly input: GraphTensor;
  readonly weight: GraphTensor;
  readonly bias: GraphTensor | null;

  constructor(input: GraphTensor, weight: GraphTensor, bias: GraphTensor | null) {
    this.input = input;
    this.weight = weight;
    this.bias = bias;
  }
}

/** What a block hands on. */
export type BuiltValue = GraphTensor | Projection;

/** What a block builds with. Tensors are `[B, ...positions, width]`. */
export interface BuildContext<Knobs> {
  readonly graph: Graph;
  readonly knobs: Knobs;
  readonly inputs: readonly GraphTensor[];
  /** Shapes of the inputs as the document knows them. */
  readonly shapes: readonly StreamShape[];
  /** What the task wants here, in a head. */
  readonly wanted: StreamShape | undefined;
  /** Whether dropout is on. */
  readonly isTraining: boolean;
  /** Its place among the blocks of its kind, and how many these are. */
  readonly depth: { readonly index: number; readonly count: number };
  /** Residual additions of the network: what output matrices are scaled down by. */
  readonly residualCount: number;
  /** Tells this block's random numbers from those of the others. */
  readonly site: number;
  /** Declares a parameter, or finds the one it is tied to. */
  readonly parameter: (request: ParameterRequest) => GraphTensor;
}

/** How a block computes: adds its operators to the graph and returns what it writes, in the order of its ports. */
export type BlockBuild<Kind extends BlockKind> = (context: BuildContext<KnobsOf<Kind>>) => readonly BuiltValue[];
