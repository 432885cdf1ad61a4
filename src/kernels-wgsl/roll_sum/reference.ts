/** Extents of v [batch, length, channels] with `terms` delays a series. */
export interface RollShape {
  readonly batch: number;
  readonly length: number;
  readonly channels: number;
  readonly terms: number;
}

/** Visits (element of y, element of v that is rolled there, index of its weight). */
function eachTerm(
  { batch, length, channels, terms }: RollShape,
  delays: Float64Array,
  visit: (to: number, from: number, weight: number) => void,
): void {
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < terms; i++) {
      const delay = delays[(b * terms + i) % delays.length];
      for (let t = 0; t < length; t++) {
        const from = (t + delay) % length;
        for (let c = 0; c < channels; c++) {
          visit((b * length + t) * channels + c, (b * length + from) * channels + c, b * terms + i);
        }
      }
    }
  }
}

/** y of v, or with `isAdjoint` dv of dy. */
export function rollSumReference(
  [v, delays, weights]: readonly Float64Array[],
  shape: RollShape,
  isAdjoint: boolean,
): Float64Array {
  const y = new Float64Array(v.length);
  eachTerm(shape, delays, (to, from, weight) => {
    if (isAdjoint) y[from] += weights[weight] * v[to];
    else y[to] += weights[weight] * v[from];
  });
  return y;
}

/** dweights [batch, terms] from dy and v. */
export function rollSumWeightReference([dy, v, delays]: readonly Float64Array[], shape: RollShape): Float64Array {
  const dweights = new Float64Array(shape.batch * shape.terms);
  eachTerm(shape, delays, (to, from, weight) => (dweights[weight] += dy[to] * v[from]));
  return dweights;
}
