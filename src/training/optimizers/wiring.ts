import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { ParameterDeclaration } from "../../engine/graph/parameter.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import type { OptimizerSettings } from "./settings.ts";

export type OptimizerKind = OptimizerSettings["kind"];
export type SettingsOf<K extends OptimizerKind> = Extract<OptimizerSettings, { kind: K }>;

/** What an update rule works on: whole flat arenas, so that it is one dispatch. */
export interface UpdateOperands {
  readonly parameters: GraphTensor;
  readonly gradients: GraphTensor;
  /** Group of each 64-float block, u32. */
  readonly groupOfBlock: GraphTensor;
  /** `[decay, learning-rate scale, is a matrix, 0]` of each group. */
  readonly groups: GraphTensor;
  /** `[norm, scale]`: every gradient is multiplied by the second. */
  readonly clip: GraphTensor;
  readonly layout: ParameterLayout;
  /** An arena of the optimizer's own, kept between steps and part of the run's state. */
  readonly state: (name: string) => GraphTensor;
}

/** How one optimizer becomes nodes of the training graph. */
export interface OptimizerWiring<K extends OptimizerKind> {
  readonly kind: K;
  /** Names of the state arenas that `append` asks for. */
  readonly stateArenas: readonly string[];
  readonly append: (graph: Graph, operands: UpdateOperands, settings: SettingsOf<K>) => void;
  /** Parameters that the rule treats as matrices; absent: it treats all alike. */
  readonly isMatrix?: (declaration: ParameterDeclaration) => boolean;
  /** Decay rates of the moments, for the bias corrections of the step uniform; null where there is none. */
  readonly momentDecay: (settings: SettingsOf<K>) => readonly [beta1: number, beta2: number] | null;
}
