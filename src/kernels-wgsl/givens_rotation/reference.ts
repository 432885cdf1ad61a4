export interface GivensShape {
  readonly channels: number;
  readonly phases: number;
  readonly hasOffset: boolean;
}

/** Cosine and sine of every pair's angle, interleaved as the channels are: [channels]. */
export function givensTableReference(theta: Float64Array, shape: GivensShape): Float64Array {
  const table = new Float64Array(shape.channels);
  for (let pair = 0; 2 * pair < shape.channels; pair++) {
    const phase = Math.floor(pair / theta.length);
    const offset = shape.hasOffset ? (2 * Math.PI * phase) / shape.phases : 0;
    table[2 * pair] = Math.cos(theta[pair % theta.length] + offset);
    table[2 * pair + 1] = Math.sin(theta[pair % theta.length] + offset);
  }
  return table;
}

/** Turns every channel pair of x [rows, channels] by its angle, or back by it. */
export function givensReference(x: Float64Array, table: Float64Array, isInverse: boolean): Float64Array {
  const y = new Float64Array(x.length);
  for (let at = 0; at < x.length; at += 2) {
    const cosine = table[at % table.length];
    const sine = table[(at + 1) % table.length] * (isInverse ? -1 : 1);
    y[at] = x[at] * cosine - x[at + 1] * sine;
    y[at + 1] = x[at] * sine + x[at + 1] * cosine;
  }
  return y;
}

/** dtheta_k = sum over rows and phases of (dy_odd y_even - dy_even y_odd), from the outputs. */
export function givensThetaGradientReference(
  dy: Float64Array,
  y: Float64Array,
  channels: number,
  phases: number,
): Float64Array {
  const pairs = channels / (2 * phases);
  const dtheta = new Float64Array(pairs);
  for (let at = 0; at < y.length; at += 2) {
    dtheta[((at % channels) / 2) % pairs] += dy[at + 1] * y[at] - dy[at] * y[at + 1];
  }
  return dtheta;
}
