import type { Gpu } from "../../engine/gpu/gpu.ts";
import type { Values } from "./axes.ts";
import type { CaseGraph } from "./case-graph.ts";
import type { GoldenCase } from "./golden-case.ts";

/** Builds one case as a graph of our operators; gradients follow from the engine's differentiation. */
export type GraphCase = (cases: CaseGraph) => void;

/** Runs one case step by step and returns every expected tensor. */
export type TrajectoryCase = (golden: GoldenCase, gpu: Gpu) => Promise<Map<string, Values>>;

/** Golden operators of one kind: how each becomes operators of ours. An operator in no family is not implemented. */
export interface GoldenFamily {
  readonly graphs?: Readonly<Record<string, GraphCase>>;
  readonly trajectories?: Readonly<Record<string, TrajectoryCase>>;
}
