/** Float64 horn of x [rows, C]; `positions` rows make one sequence. Backward: signal off (the projector is symmetric). */
export function hornReference(
  x: Float64Array,
  channels: number,
  positions: number,
  offset: number,
  isBackward: boolean,
): Float64Array {
  const y = new Float64Array(x.length);
  for (let row = 0; row * channels < x.length; row++) {
    const values = x.subarray(row * channels, (row + 1) * channels);
    const mean = values.reduce((sum, value) => sum + value, 0) / channels;
    const signal = isBackward ? 0 : 1 / ((row % positions) + offset + 1);
    values.forEach((value, j) => (y[row * channels + j] = value + signal - mean));
  }
  return y;
}
