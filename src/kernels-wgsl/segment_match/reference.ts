import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";

/** Extents of costs [R,Q,G]. */
export interface MatchShape {
  readonly rows: number;
  readonly queries: number;
  readonly segments: number;
}

/** A query's choice takes four bits of four words; every set of segments is a thread's. */
const MOST_QUERIES = 32;
const MOST_SEGMENTS = 8;

export function matchShape(cost: TensorSpec, present: TensorSpec): MatchShape {
  const [rows, queries, segments] = cost.shape;
  if (cost.shape.length !== 3 || present.shape.join() !== [rows, segments].join()) {
    throw new Failure(
      `segment_match reads costs [R, Q, G] and presence [R, G]; it was given [${cost.shape.join(", ")}] and [${present.shape.join(", ")}].`,
    );
  }
  if (segments > MOST_SEGMENTS || queries > MOST_QUERIES || queries < segments) {
    throw new Failure(
      `segment_match is exact for at most ${MOST_SEGMENTS} segments and ${MOST_QUERIES} queries, at least as many as segments; there are ${segments} and ${queries}.`,
    );
  }
  return { rows, queries, segments };
}

/** The assignment [R,Q,G] of least cost that gives each present segment a query of its own; of equal ones the one of earlier queries. */
export function segmentMatchReference(cost: Float64Array, present: Float64Array, shape: MatchShape): Float64Array {
  const { rows, queries, segments } = shape;
  const assignment = new Float64Array(cost.length);
  for (let row = 0; row < rows; row++) {
    const all = Array.from({ length: segments }, (_, g) => (present[row * segments + g] > 0 ? 2 ** g : 0));
    let left = all.reduce((sum, bit) => sum + bit, 0);
    const choices = choicesOf(cost.subarray(row * queries * segments, (row + 1) * queries * segments), shape);
    for (let q = 0; q < queries; q++) {
      const segment = choices[q][left];
      if (segment < 0) continue;
      assignment[(row * queries + q) * segments + segment] = 1;
      left ^= 2 ** segment;
    }
  }
  return assignment;
}

/** For each query and set of segments that are left for it and those behind it: the segment that it takes, or -1. */
function choicesOf(cost: Float64Array, { queries, segments }: MatchShape): readonly (readonly number[])[] {
  let best = Array.from({ length: 2 ** segments }, (_, set) => (set === 0 ? 0 : Infinity));
  const choices: number[][] = [];
  for (let q = queries - 1; q >= 0; q--) {
    const chosen = best.map((without, set) => {
      let [lowest, choice] = [Infinity, -1];
      for (let g = 0; g < segments; g++) {
        if ((set & (2 ** g)) === 0) continue;
        const sum = cost[q * segments + g] + best[set ^ (2 ** g)];
        if (sum < lowest) [lowest, choice] = [sum, g];
      }
      return without < lowest ? [without, -1] : [lowest, choice];
    });
    best = chosen.map(([lowest]) => lowest);
    choices.unshift(chosen.map(([, choice]) => choice));
  }
  return choices;
}
