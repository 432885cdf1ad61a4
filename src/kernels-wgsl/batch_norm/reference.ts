/** What a batch says of each channel: x [rows, channels] to mean, biased variance and 1 / sqrt(variance + eps), all [channels]. */
export interface BatchStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly rstd: Float64Array;
}

export function batchStatisticsReference(x: Float64Array, channels: number, eps: number): BatchStatistics {
  const rows = x.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.forEach((value, i) => (mean[i % channels] += value / rows));
  x.forEach((value, i) => (variance[i % channels] += (value - mean[i % channels]) ** 2 / rows));
  return { mean, variance, rstd: variance.map((one) => 1 / Math.sqrt(one + eps)) };
}

/** y = (x - mean) rstd weight + bias, per channel. */
export function batchNormReference(
  x: Float64Array,
  weight: Float64Array,
  bias: Float64Array,
  { mean, rstd }: BatchStatistics,
): Float64Array {
  const channels = mean.length;
  return x.map(
    (value, i) => (value - mean[i % channels]) * rstd[i % channels] * weight[i % channels] + bias[i % channels],
  );
}

/** dweight[c] = sum over rows of dy xhat, dbias[c] = sum over rows of dy, xhat = (x - mean) rstd. */
export function batchNormBackwardWeightReference(
  dy: Float64Array,
  x: Float64Array,
  { mean, rstd }: Pick<BatchStatistics, "mean" | "rstd">,
): { readonly dweight: Float64Array; readonly dbias: Float64Array } {
  const channels = mean.length;
  const dweight = new Float64Array(channels);
  const dbias = new Float64Array(channels);
  dy.forEach((g, i) => {
    const c = i % channels;
    dweight[c] += g * (x[i] - mean[c]) * rstd[c];
    dbias[c] += g;
  });
  return { dweight, dbias };
}

/** dx = weight rstd (dy - dbias / rows - xhat dweight / rows): what moves a channel's mean or spread has no effect. */
export function batchNormBackwardReference(
  dy: Float64Array,
  x: Float64Array,
  { mean, rstd }: Pick<BatchStatistics, "mean" | "rstd">,
  weight: Float64Array,
  { dweight, dbias }: { readonly dweight: Float64Array; readonly dbias: Float64Array },
): Float64Array {
  const channels = mean.length;
  const rows = x.length / channels;
  return dy.map((g, i) => {
    const c = i % channels;
    return weight[c] * rstd[c] * (g - dbias[c] / rows - ((x[i] - mean[c]) * rstd[c] * dweight[c]) / rows);
  });
}

/** r + momentum (batch - r) for mean and variance; the variance that is kept is the unbiased one, rows / (rows - 1) larger. */
export function batchNormRunningReference(
  [runningMean, runningVariance]: readonly [Float64Array, Float64Array],
  { mean, variance }: Pick<BatchStatistics, "mean" | "variance">,
  rows: number,
  momentum: number,
): readonly [Float64Array, Float64Array] {
  return [
    runningMean.map((kept, c) => kept + momentum * (mean[c] - kept)),
    runningVariance.map((kept, c) => kept + momentum * ((variance[c] * rows) / (rows - 1) - kept)),
  ];
}
