/** Float64 RMS norm of x [rows, C] in `groups` pieces per row: y and rstd [rows, groups]. */
export function rmsnormReference(
  x: Float64Array,
  weight: Float64Array | undefined,
  channels: number,
  groups: number,
  eps: number,
): { readonly y: Float64Array; readonly rstd: Float64Array } {
  const extent = channels / groups;
  const y = new Float64Array(x.length);
  const rstd = new Float64Array(x.length / extent);
  for (let piece = 0; piece < rstd.length; piece++) {
    const values = x.subarray(piece * extent, (piece + 1) * extent);
    const meanSquare = values.reduce((sum, value) => sum + value * value, 0) / extent;
    rstd[piece] = 1 / Math.sqrt(meanSquare + eps);
    const channel = (piece % groups) * extent;
    values.forEach((value, j) => (y[piece * extent + j] = value * rstd[piece] * (weight?.[channel + j] ?? 1)));
  }
  return { y, rstd };
}

/** dx = rstd (g - xhat mean(g xhat)), g = dy w, xhat = x rstd, per piece. */
export function rmsnormBackwardReference(
  dy: Float64Array,
  x: Float64Array,
  rstd: Float64Array,
  weight: Float64Array | undefined,
  channels: number,
  groups: number,
): Float64Array {
  const extent = channels / groups;
  const dx = new Float64Array(x.length);
  rstd.forEach((r, piece) => {
    const start = piece * extent;
    const g = (j: number): number => dy[start + j] * (weight?.[(piece % groups) * extent + j] ?? 1);
    let dot = 0;
    for (let j = 0; j < extent; j++) dot += g(j) * x[start + j];
    for (let j = 0; j < extent; j++) dx[start + j] = r * g(j) - (x[start + j] * r ** 3 * dot) / extent;
  });
  return dx;
}

/** dw[c] = sum over rows of dy x rstd. */
export function rmsnormBackwardWeightReference(
  dy: Float64Array,
  x: Float64Array,
  rstd: Float64Array,
  channels: number,
  groups: number,
): Float64Array {
  const extent = channels / groups;
  const dweight = new Float64Array(channels);
  dy.forEach((g, i) => (dweight[i % channels] += g * x[i] * rstd[Math.floor(i / extent)]));
  return dweight;
}
