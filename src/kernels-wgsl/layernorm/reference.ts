/** Float64 layer norm of x [rows, channels] with the biased variance: y, mean [rows], rstd [rows]. */
export function layernormReference(
  x: Float64Array,
  weight: Float64Array | undefined,
  bias: Float64Array | undefined,
  channels: number,
  eps: number,
): { readonly y: Float64Array; readonly mean: Float64Array; readonly rstd: Float64Array } {
  const y = new Float64Array(x.length);
  const mean = new Float64Array(x.length / channels);
  const rstd = new Float64Array(mean.length);
  for (let row = 0; row < mean.length; row++) {
    const values = x.subarray(row * channels, (row + 1) * channels);
    const center = values.reduce((sum, value) => sum + value, 0) / channels;
    const variance = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / channels;
    mean[row] = center;
    rstd[row] = 1 / Math.sqrt(variance + eps);
    values.forEach((value, j) => {
      y[row * channels + j] = (value - center) * rstd[row] * (weight?.[j] ?? 1) + (bias?.[j] ?? 0);
    });
  }
  return { y, mean, rstd };
}

/** dx = rstd (g - mean(g) - xhat mean(g xhat)), g = dy w, xhat = (x - mean) rstd, per row. */
export function layernormBackwardReference(
  dy: Float64Array,
  x: Float64Array,
  mean: Float64Array,
  rstd: Float64Array,
  weight: Float64Array | undefined,
  channels: number,
): Float64Array {
  const dx = new Float64Array(x.length);
  rstd.forEach((r, row) => {
    const start = row * channels;
    const g = (j: number): number => dy[start + j] * (weight?.[j] ?? 1);
    const xhat = (j: number): number => (x[start + j] - mean[row]) * r;
    let sum = 0;
    let dot = 0;
    for (let j = 0; j < channels; j++) {
      sum += g(j);
      dot += g(j) * xhat(j);
    }
    for (let j = 0; j < channels; j++) dx[start + j] = r * (g(j) - sum / channels - (xhat(j) * dot) / channels);
  });
  return dx;
}

/** dweight[c] = sum over rows of dy xhat, dbias[c] = sum over rows of dy. */
export function layernormBackwardWeightReference(
  dy: Float64Array,
  x: Float64Array,
  mean: Float64Array,
  rstd: Float64Array,
  channels: number,
): { readonly dweight: Float64Array; readonly dbias: Float64Array } {
  const dweight = new Float64Array(channels);
  const dbias = new Float64Array(channels);
  dy.forEach((g, i) => {
    const row = Math.floor(i / channels);
    dweight[i % channels] += g * (x[i] - mean[row]) * rstd[row];
    dbias[i % channels] += g;
  });
  return { dweight, dbias };
}
