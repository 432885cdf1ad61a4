import { fraction, fractionSlopes, type FractionGuard } from "../continued_fraction/reference.ts";

export interface CffnAttributes extends FractionGuard {
  /** Denominators of each fraction. */
  readonly depth: number;
  /** Added to every denominator. */
  readonly offset: number;
}

interface Ladder {
  /** W_j of one channel, a_i = offset + h w_i. */
  readonly w: readonly number[];
  readonly v: number;
  /** Row of W_j[0] and of V_j in `ladders`. */
  readonly wRow: number;
  readonly vRow: number;
}

/** The ladders of one channel out of `ladders` [J depth + J, channels]. */
function laddersOf(ladders: Float64Array, channels: number, channel: number, depth: number): readonly Ladder[] {
  const count = ladders.length / channels / (depth + 1);
  return Array.from({ length: count }, (_, j) => ({
    w: Array.from({ length: depth }, (__, i) => ladders[(j * depth + i) * channels + channel]),
    v: ladders[(count * depth + j) * channels + channel],
    wRow: j * depth,
    vRow: count * depth + j,
  }));
}

/** Float64 y = sum_j V_j f(offset + h W_j) of h [rows, channels]. */
export function cffnReference(
  h: Float64Array,
  ladders: Float64Array,
  channels: number,
  attributes: CffnAttributes,
): Float64Array {
  return h.map((value, e) =>
    laddersOf(ladders, channels, e % channels, attributes.depth).reduce((sum, { w, v }) => {
      const denominators = w.map((factor) => attributes.offset + value * factor);
      return sum + v * fraction(denominators, attributes);
    }, 0),
  );
}

export function cffnBackwardReference(
  dy: Float64Array,
  h: Float64Array,
  ladders: Float64Array,
  channels: number,
  attributes: CffnAttributes,
): Float64Array {
  return h.map((value, e) =>
    laddersOf(ladders, channels, e % channels, attributes.depth).reduce((sum, { w, v }) => {
      const denominators = w.map((factor) => attributes.offset + value * factor);
      const slopes = fractionSlopes(denominators, attributes);
      return sum + dy[e] * v * slopes.reduce((part, slope, i) => part + slope * w[i], 0);
    }, 0),
  );
}

export function cffnBackwardWeightReference(
  dy: Float64Array,
  h: Float64Array,
  ladders: Float64Array,
  channels: number,
  attributes: CffnAttributes,
): Float64Array {
  const gradient = new Float64Array(ladders.length);
  h.forEach((value, e) => {
    const channel = e % channels;
    for (const { w, v, wRow, vRow } of laddersOf(ladders, channels, channel, attributes.depth)) {
      const denominators = w.map((factor) => attributes.offset + value * factor);
      gradient[vRow * channels + channel] += dy[e] * fraction(denominators, attributes);
      fractionSlopes(denominators, attributes).forEach((slope, i) => {
        gradient[(wRow + i) * channels + channel] += dy[e] * v * slope * value;
      });
    }
  });
  return gradient;
}
