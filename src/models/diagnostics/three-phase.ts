import { Graph } from "../../engine/graph/graph.ts";
import { initialValues, type ParameterPart } from "../../engine/graph/parameter.ts";
import { Failure } from "../../lib/failure.ts";
import { languageModel } from "../build/language-model.ts";
import type { CheckedDocument } from "../document/validate.ts";
import type { Finding, TrainedModel, WindowRuns } from "./finding.ts";
import { blocksOf, layerEnd, passesOfTap, tapped } from "./places.ts";

const NEEDS_PHASES =
  "This network has no horn and no phase rotation, so there are no phases to look at; choose a 3PT arm.";

/** Phases of the network: those of its rotation, else of its norms. */
function phasesOf(checked: CheckedDocument): number {
  const rotation = blocksOf(checked, "phase-rotation").at(0);
  const norm = blocksOf(checked, "norm").at(0);
  return Number(rotation?.knobs["phases"] ?? norm?.knobs["groups"] ?? 1);
}

/** Mean, or root of the mean square, of each phase over rows [..., C]. */
export function phaseStatistic(rows: ArrayLike<number>, width: number, phases: number, power: 1 | 2): number[] {
  const stripe = width / phases;
  const sums = new Array<number>(phases).fill(0);
  for (let i = 0; i < rows.length; i++) sums[Math.floor((i % width) / stripe)] += rows[i] ** power;
  return sums.map((sum) => (sum / (rows.length / phases)) ** (1 / power));
}

/** Distance of each block's angles from where they began, in radians: the L2 norm over a phase's pairs. */
export function thetaDrift({ checked, seed, weights }: TrainedModel): number[] {
  const parts = partsOf(checked);
  return blocksOf(checked, "phase-rotation").map((step) => {
    const name = `${step.weights}.theta`;
    const [part, now] = [parts.get(name), weights.get(name)];
    if (part === undefined || now === undefined) throw new Failure(`The weights hold no angles ${name}.`);
    return Math.hypot(...initialValues(part, seed).map((start, i) => now[i] - Math.fround(start)));
  });
}

function partsOf(checked: CheckedDocument): ReadonlyMap<string, ParameterPart> {
  const graph = new Graph();
  languageModel(checked, { isTraining: false })(graph, graph.input("ids", { shape: [1, 1], dtype: "u32" }));
  const parts = graph.parameters.flatMap(({ declaration }) => [...declaration.parts]);
  return new Map(parts.map((part) => [part.name, part]));
}

/** N H_T / T: what the phases' means behind the horn add up to, averaged over T positions, at every step and seed. */
export function witness(phases: number, length: number): number {
  let harmonic = 0;
  for (let t = 1; t <= length; t++) harmonic += 1 / t;
  return (phases * harmonic) / length;
}

/** Drift of the angles, the phases' means behind the horn with their identity, and the phases' sizes behind each block. */
export async function threePhaseFindings(model: TrainedModel, runs: WindowRuns): Promise<Finding[]> {
  const { checked } = model;
  const rotations = blocksOf(checked, "phase-rotation");
  const horn = blocksOf(checked, "horn").at(0);
  if (rotations.length === 0 && horn === undefined) throw new Failure(NEEDS_PHASES);
  const phases = phasesOf(checked);
  const end = layerEnd(checked);
  const [embedding] = blocksOf(checked, "token-embedding");
  const taps = await runs.taps(
    tapped(checked.document, [
      { name: "embedded", node: (horn ?? embedding).node.address },
      ...(end === undefined ? [] : [{ name: "layer", node: end.node, lastPasses: end.passes }]),
    ]),
  );
  const width = Number(embedding.knobs["width"]);
  const statistics = { phases, width, length: runs.length };
  const isReciprocal = horn?.knobs["form"] === "reciprocal";
  return [
    ...(rotations.length === 0 ? [] : [driftFinding(thetaDrift(model))]),
    meanFinding(taps.get("embedded") ?? [], statistics, isReciprocal),
    sizeFinding(passesOfTap(taps, "layer"), statistics),
  ];
}

const counted = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

function driftFinding(drift: readonly number[]): Finding {
  const largest = drift.indexOf(Math.max(...drift));
  return {
    title: "Drift of the angles by depth",
    method: "L2 distance of each block's angles from their starting values. The paper found a U over twelve blocks.",
    xTitle: "block",
    yTitle: "radians",
    lines: [{ name: "theta", x: counted(drift.length), y: drift }],
    sentences: [`Block ${largest + 1} has turned its angles furthest, by ${drift[largest].toPrecision(3)} radians.`],
  };
}

interface PhaseSetting {
  readonly phases: number;
  readonly width: number;
  readonly length: number;
}

function meanFinding(embedded: ArrayLike<number>, setting: PhaseSetting, isReciprocal: boolean): Finding {
  const { phases, width, length } = setting;
  const means = phaseStatistic(embedded, width, phases, 1);
  const sum = means.reduce((total, mean) => total + mean, 0);
  const identity = isReciprocal
    ? ` The identity N·H_T/T gives ${witness(phases, length).toFixed(6)} for ${phases} phases and ${length} positions.`
    : "";
  return {
    title: "Mean of each phase behind the embedding",
    method: "Mean over held-out windows, positions and the phase's channels, behind the horn where there is one.",
    xTitle: "phase",
    yTitle: "mean",
    lines: [{ name: "mean", x: counted(phases), y: means }],
    sentences: [`The phases' means add up to ${sum.toFixed(6)}.${identity}`],
  };
}

function sizeFinding(layers: readonly ArrayLike<number>[], { phases, width }: PhaseSetting): Finding {
  const sizes = layers.map((rows) => phaseStatistic(rows, width, phases, 2));
  return {
    title: "Size of each phase by depth",
    method: "Root mean square of the phase's channels in the stream behind each block, over held-out windows.",
    xTitle: "block",
    yTitle: "root mean square",
    lines: counted(phases).map((phase) => ({
      name: `phase ${phase}`,
      x: counted(layers.length),
      y: sizes.map((size) => size[phase - 1]),
    })),
    sentences: [],
  };
}
