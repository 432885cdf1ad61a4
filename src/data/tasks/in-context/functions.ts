import { Draws } from "./draws.ts";
import { pairsAskedAt, pairTokens, type InContextRow, type InContextTask } from "./in-context-task.ts";
import { dot } from "./references.ts";

/** Extents of a row of pairs. */
export interface PairSize {
  /** Numbers of a point, d. */
  readonly dimension: number;
  /** Pairs of a row, n. */
  readonly examples: number;
}

/** A function of a point, of mean square 1 over standard normal points and the draws that made it. */
type PointFunction = (point: readonly number[]) => number;

const SIZE: PairSize = { dimension: 8, examples: 20 };

/** Pairs of standard normal points and a function's values there, with noise of deviation `noise`. */
function pairs(draws: Draws, { dimension, examples }: PairSize, value: PointFunction, noise = 0): InContextRow {
  const points = Array.from({ length: examples }, () => draws.normals(dimension));
  const values = points.map((point) => value(point) + (noise === 0 ? 0 : noise * draws.normal()));
  return { points, values, tokens: pairTokens({ points, values }) };
}

/** y = w . x / sqrt(d), w standard normal: squared errors are then those of w . x divided by d. */
export function linearRow(seed: number, index: number, size = SIZE, noise = 0): InContextRow {
  const draws = new Draws(seed, index);
  const weights = draws.normals(size.dimension);
  const scale = 1 / Math.sqrt(size.dimension);
  return pairs(draws, size, (point) => scale * dot(weights, point), noise);
}

/** The same with `kept` of the weights, the others 0; y is divided by sqrt(kept). */
export function sparseRow(seed: number, index: number, size = SIZE, kept = 2): InContextRow {
  const draws = new Draws(seed, index);
  const weights = draws.normals(size.dimension);
  const order = weights.map((_, place) => ({ place, key: draws.uniform() })).toSorted((a, b) => a.key - b.key);
  for (const { place } of order.slice(kept)) weights[place] = 0;
  return pairs(draws, size, (point) => dot(weights, point) / Math.sqrt(kept));
}

const relu = (x: number): number => Math.max(0, x);

/** A network of two layers with `hidden` rectified units, all weights standard normal, scaled to a mean square of 1. */
export function reluRow(seed: number, index: number, size = SIZE, hidden = 16): InContextRow {
  const draws = new Draws(seed, index);
  const inner = Array.from({ length: hidden }, () => draws.normals(size.dimension));
  const outer = draws.normals(hidden);
  // A rectified unit has the mean square d / 2.
  const scale = Math.sqrt(2 / (size.dimension * hidden));
  return pairs(draws, size, (point) =>
    inner.reduce((sum, weights, unit) => sum + scale * outer[unit] * relu(dot(weights, point)), 0),
  );
}

/** The row whose draws make what all rows of a task share: behind every row that is used. */
const SHARED_ROW = 0xffffffff;

/** Points on which the scale of a shared representation is measured. */
const SCALE_POINTS = 1_000;

/** A network of two layers [d, hidden, d] that all rows share; its outputs have a mean square of 1 on standard normal points. */
export function sharedRepresentation(seed: number, dimension: number, hidden: number) {
  const draws = new Draws(seed, SHARED_ROW);
  const inner = Array.from({ length: hidden }, () => draws.normals(dimension));
  const outer = Array.from({ length: dimension }, () => draws.normals(hidden));
  const raw = (point: readonly number[]): number[] => {
    const units = inner.map((weights) => relu(dot(weights, point)));
    return outer.map((weights) => dot(weights, units));
  };
  const outputs = Array.from({ length: SCALE_POINTS }, () => raw(draws.normals(dimension))).flat();
  const scale = Math.sqrt(outputs.length / dot(outputs, outputs));
  return (point: readonly number[]): number[] => raw(point).map((output) => scale * output);
}

/** y = w . phi(x) / sqrt(d) with w of the row's own, phi shared by all rows. */
export function representationRow(
  representation: (point: readonly number[]) => readonly number[],
  seed: number,
  index: number,
  size = SIZE,
): InContextRow {
  const draws = new Draws(seed, index);
  const weights = draws.normals(size.dimension);
  const scale = 1 / Math.sqrt(size.dimension);
  return pairs(draws, size, (point) => scale * dot(weights, representation(point)));
}

/** A task of pairs at the usual size. */
export function pairTask(
  task: Pick<InContextTask, "row" | "seed" | "notes" | "hasResidue" | "features">,
): InContextTask {
  const { dimension, examples } = SIZE;
  return {
    ...task,
    width: dimension,
    length: 2 * examples,
    askedAt: pairsAskedAt(examples),
    trainingRows: 16_000,
    evaluationRows: 1_000,
  };
}
