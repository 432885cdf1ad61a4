import { packedIndex } from "../triangular_matrix/reference.ts";

/** y [C]: row `position` of the packed triangle times the cached rows x [rows, C]. */
export function triangularStepReference(
  packed: Float64Array,
  x: Float64Array,
  channels: number,
  position: number,
): Float64Array {
  const y = new Float64Array(channels);
  for (let s = 0; s <= position; s++) {
    const weight = packed[packedIndex(position, s)];
    for (let c = 0; c < channels; c++) y[c] += weight * x[s * channels + c];
  }
  return y;
}
