import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { planProgram, type PlannedLaunch } from "../../engine/plan/plan.ts";
import { addCounters, flopsOf, NO_COST, type Counters } from "../../lib/counters.ts";
import { PORTABLE_TRAITS, sizeOf } from "../../kernels-wgsl/index.ts";
import type { Shape } from "../../kernels-wgsl/index.ts";
import type { BlockStep } from "../document/program.ts";
import type { StreamShape } from "../document/shape.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { countedLosses } from "./counted-losses.ts";
import { lastReading } from "./last-reading.ts";

export interface CostSetting {
  readonly batch: number;
  readonly sequenceLength: number;
}

export interface BlockCost {
  /** Address of the node. */
  readonly node: string;
  readonly parameters: number;
  readonly flopsPerTokenForward: number;
  readonly flopsPerTokenTraining: number;
}

export interface ParameterSummary {
  readonly name: string;
  readonly shape: Shape;
  readonly decays: boolean;
}

/** What a document costs at one batch and length, counted on its unbound graph: no device, no data, no rule of thumb. */
export interface ModelCost {
  /** Scalars that are stored; weights that are shared count once. */
  readonly parameters: number;
  readonly parameterBytes: number;
  readonly flopsPerTokenForward: number;
  /** Forward and backward; without the optimizer, whose work does not depend on tokens. */
  readonly flopsPerTokenTraining: number;
  /** Everything that one step does, for the energy proxies. */
  readonly forward: Counters;
  readonly backward: Counters;
  /** Activations and their gradients that are alive at once in a training step. */
  readonly activationBytes: number;
  /** Floats kept per sequence to go on decoding at the sequence length. */
  readonly stateFloats: number;
  readonly blocks: readonly BlockCost[];
  readonly parameterList: readonly ParameterSummary[];
}

/** Counts a document; where an example is no sequence, an example stands for a token and the sequence length is 1. */
export function costOf(checked: CheckedDocument, setting: CostSetting): ModelCost {
  const plan = planProgram(trainingGraph(checked, setting), { traits: PORTABLE_TRAITS });
  const tokens = setting.batch * setting.sequenceLength;
  const { forward, backward } = plan.counters;
  const parts = plan.layout.parameters.flatMap(({ declaration }) =>
    declaration.parts.map(({ name, shape }) => ({ name, shape, decays: declaration.decay })),
  );
  const slots = [...plan.buffers].filter(([key]) => key.startsWith("slot "));
  return {
    parameters: plan.layout.parameterCount,
    parameterBytes: 4 * plan.layout.parameterCount,
    flopsPerTokenForward: flopsOf(forward) / tokens,
    flopsPerTokenTraining: (flopsOf(forward) + flopsOf(backward)) / tokens,
    forward,
    backward,
    activationBytes: slots.reduce((sum, [, bytes]) => sum + bytes, 0),
    stateFloats: stateFloats(checked, setting.sequenceLength),
    blocks: blockCosts(checked, plan.launches, parts, tokens),
    parameterList: parts,
  };
}

function trainingGraph(checked: CheckedDocument, setting: CostSetting): Graph {
  const graph = new Graph();
  const losses = countedLosses(graph, checked, setting);
  const weight = 1 / losses.length;
  differentiate(
    graph,
    losses.map((loss) => ({ loss, weight })),
  );
  losses.forEach((loss, index) => graph.output(`loss ${index}`, loss));
  return graph;
}

/** Floats kept per sequence to go on decoding behind `length` tokens. */
export function stateFloats(checked: CheckedDocument, length: number): number {
  return lastReading(checked).program.steps.reduce(
    (sum, step) => sum + (step.step === "block" ? blockState(step, checked, length) : 0),
    0,
  );
}

function blockState(step: BlockStep, { shapes }: CheckedDocument, length: number): number {
  const inputs = step.reads.map((value) => shapes[value]).filter((shape): shape is StreamShape => shape !== undefined);
  return step.definition.stateFloats?.({ knobs: step.knobs, inputs, wanted: step.wanted }, length) ?? 0;
}

function blockCosts(
  checked: CheckedDocument,
  launches: readonly PlannedLaunch[],
  parts: readonly ParameterSummary[],
  tokens: number,
): readonly BlockCost[] {
  const owner = (name: string): string => name.replace(/(\.\d+)*$/, "");
  const addresses = [...new Set(checked.program.steps.map((step) => step.node.address))];
  return addresses.map((node) => {
    const own = launches.filter((launch) => owner(launch.scope) === node);
    const flops = (phases: readonly string[]): number =>
      flopsOf(
        addCounters(NO_COST, ...own.filter((one) => phases.includes(one.phase)).map((one) => one.launch.counters)),
      );
    return {
      node,
      parameters: parts
        .filter(({ name }) => owner(name.slice(0, name.lastIndexOf("."))) === node)
        .reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      flopsPerTokenForward: flops(["forward"]) / tokens,
      flopsPerTokenTraining: flops(["forward", "backward"]) / tokens,
    };
  });
}
