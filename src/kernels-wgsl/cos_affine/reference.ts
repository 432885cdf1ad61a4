/** Float64 cos(w x + f) of x [rows, channels]. */
export function cosAffineReference(x: Float64Array, w: Float64Array, f: Float64Array): Float64Array {
  return x.map((value, i) => Math.cos(w[i % w.length] * value + f[i % w.length]));
}

/** Gradients by x, w and f. */
export function cosAffineBackwardReference(
  dy: Float64Array,
  x: Float64Array,
  w: Float64Array,
  f: Float64Array,
): readonly [dx: Float64Array, dw: Float64Array, df: Float64Array] {
  const channels = w.length;
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(channels);
  const df = new Float64Array(channels);
  x.forEach((value, i) => {
    const c = i % channels;
    const a = -Math.sin(w[c] * value + f[c]) * dy[i];
    dx[i] = a * w[c];
    dw[c] += a * value;
    df[c] += a;
  });
  return [dx, dw, df];
}
