import { withOverrides } from "../../experiments/session/arm-document.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { costOf, type ModelCost } from "../../models/build/cost.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { flopsOf } from "../../lib/counters.ts";
import { powerLawFit } from "../../lib/power-law.ts";
import type { CostClaim, CostCounter, Growth } from "../card.ts";

/** Each the same multiple of the one before, so that a part linear in T can be taken out. */
export const GROWTH_LENGTHS = [128, 256, 512, 1024, 2048] as const;

/** Sides of square images that grow likewise; T stands for their positions. */
const GROWTH_SIDES = [32, 64, 128, 256] as const;

/** Knobs of tasks whose documents read one image that say how long its sides are. */
const SIDE_KNOBS: Readonly<Record<string, readonly string[]>> = {
  "classify-image": ["task.height", "task.width"],
  segment: ["task.height", "task.width"],
  "domain-adaptation": ["task.patch"],
};

/** A counter of one sequence or image against its length, for a chart, and what it says of the growth. */
export interface CostGrowth {
  /** What `lengths` are of. */
  readonly over: "tokens" | "pixels" | "steps";
  readonly lengths: readonly number[];
  readonly values: readonly number[];
  /** Slope of log(value) over log(T), least squares: what the eye sees on a double logarithmic chart. */
  readonly exponent: number;
  /** Exponent p of the part b·T^p left once the part linear in T is taken out; undefined where nothing is left. */
  readonly excessExponent: number | undefined;
  /** Share of the last value that is left once the linear part is taken out. */
  readonly excessShare: number;
}

const COUNTERS: Readonly<Record<CostCounter, (cost: ModelCost, sequenceLength: number) => number>> = {
  forwardFlops: (cost) => flopsOf(cost.forward),
  trainingFlops: (cost) => flopsOf(cost.forward) + flopsOf(cost.backward),
  stateFloats: (cost) => cost.stateFloats,
  activationBytes: (cost) => cost.activationBytes,
};

/** Counts a card's document at growing lengths, one sequence or image each, on its unbound graph. */
export function costGrowth({ preset, counter, overrides, root }: CostClaim): CostGrowth {
  const { document } = presetById(preset);
  const isOfImages = Object.hasOwn(SIDE_KNOBS, document.task.kind);
  const isOfSeries = Object.hasOwn(STEP_KNOBS, document.task.kind);
  const lengths = isOfImages ? GROWTH_SIDES.map((side) => side ** 2) : GROWTH_LENGTHS;
  const values = lengths.map((length, place) => {
    const size = isOfImages ? imageSize(document, GROWTH_SIDES[place]) : isOfSeries ? windowSize(document, length) : {};
    const changes = { ...size, ...overrides, ...(root === undefined ? {} : { [root]: nearestToRoot(length) }) };
    const checked = readDocument(withOverrides(document, changes), CATALOGUE);
    const sequenceLength = isOfImages || isOfSeries ? 1 : length;
    return COUNTERS[counter](costOf(checked, { batch: 1, sequenceLength }), sequenceLength);
  });
  return { ...growthOf(lengths, values), over: isOfImages ? "pixels" : isOfSeries ? "steps" : "tokens" };
}

/** Knobs that make a document read square images of that side; a table of positions may not be shorter than they are. */
function imageSize(document: ArchitectureDocument, side: number): Record<string, number> {
  const sides = SIDE_KNOBS[document.task.kind].map((knob) => [knob, side] as const);
  return { ...Object.fromEntries(sides), ...tableLengths(document, side ** 2) };
}

/** The knob of a task on series that says how many steps are read. */
const STEP_KNOBS: Readonly<Record<string, string>> = { forecast: "task.lookback", "classify-series": "task.steps" };

/** Knobs that make a document on series read so many steps. */
function windowSize(document: ArchitectureDocument, steps: number): Record<string, number> {
  return { [STEP_KNOBS[document.task.kind]]: steps, ...tableLengths(document, steps) };
}

/** Every table of positions as long as this. */
function tableLengths(document: ArchitectureDocument, length: number): Record<string, number> {
  const { nodes } = readDocument(document, CATALOGUE).outline;
  const tables = nodes.filter(({ item }) => item.kind === "position-embedding");
  return Object.fromEntries(tables.map(({ address }) => [`${address}.length`, length]));
}

/** Power of two nearest to the root of a length, upwards on a tie. */
function nearestToRoot(length: number): number {
  const root = Math.sqrt(length);
  const below = 2 ** Math.floor(Math.log2(root));
  return root - below < 2 * below - root ? below : 2 * below;
}

/** Fits the growth of a counter over lengths of which each is r times the one before. */
export function growthOf(lengths: readonly number[], values: readonly number[]): Omit<CostGrowth, "over"> {
  // C(rT) - r C(T) is 0 for b·T, (r^p - r)·b·T^p for b·T^p, and r·log2(r)·b·T for b·T·log2(T).
  const ratio = lengths[1] / lengths[0];
  const excess = values.slice(1).map((value, index) => value - ratio * values[index]);
  const hasExcess = excess.every((value) => value > 0);
  return {
    lengths,
    values,
    exponent: powerLawFit(lengths, values).exponent,
    excessExponent: hasExcess ? powerLawFit(lengths.slice(0, -1), excess).exponent : undefined,
    excessShare: excess[excess.length - 1] / values[values.length - 1],
  };
}

/** Largest share above r times the value before that still counts as linear; a share below is fixed work, which the exponent bounds. */
const LINEAR_SHARE = 0.02;
const EXPONENT_TOLERANCE = 0.1;
const EXCESS_EXPONENTS: Readonly<Record<Exclude<Growth, "constant" | "linear">, number>> = {
  "T log T": 1,
  "T sqrt T": 1.5,
  quadratic: 2,
  cubic: 3,
};

/** Whether the counted values grow as claimed. */
export function growsAs(growth: Growth, counted: Omit<CostGrowth, "over">): boolean {
  const { lengths, values, exponent, excessExponent, excessShare } = counted;
  if (growth === "constant") return values.every((value) => value === values[0]);
  if (growth === "linear") return excessShare <= LINEAR_SHARE && Math.abs(exponent - 1) <= EXPONENT_TOLERANCE;
  // b T log2(T) leaves only r log2(r) b T of the last value's r b T log2(r T): its part of the value is that much larger.
  const share = growth === "T log T" ? excessShare * Math.log2(lengths[lengths.length - 1]) : excessShare;
  return (
    excessExponent !== undefined &&
    share > LINEAR_SHARE / 2 &&
    Math.abs(excessExponent - EXCESS_EXPONENTS[growth]) <= EXPONENT_TOLERANCE
  );
}
