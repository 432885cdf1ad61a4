/** Extents of x [batch, length, channels]. */
export interface SeriesExtents {
  readonly batch: number;
  readonly length: number;
  readonly channels: number;
}

/** Visits (b, t, c, the element averaged there) for each of the `window` places around every step. */
function eachPlace(
  { batch, length, channels }: SeriesExtents,
  window: number,
  visit: (step: number, place: number) => void,
): void {
  const radius = (window - 1) / 2;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < length; t++) {
      for (let o = -radius; o <= radius; o++) {
        const at = Math.min(length - 1, Math.max(0, t + o));
        for (let c = 0; c < channels; c++) visit((b * length + t) * channels + c, (b * length + at) * channels + c);
      }
    }
  }
}

/** Mean of the `window` values around each step, the ends repeated. */
export function movingAverageReference(x: Float64Array, extents: SeriesExtents, window: number): Float64Array {
  const y = new Float64Array(x.length);
  eachPlace(extents, window, (step, place) => (y[step] += x[place] / window));
  return y;
}

/** Its transpose. */
export function movingAverageBackwardReference(dy: Float64Array, extents: SeriesExtents, window: number): Float64Array {
  const dx = new Float64Array(dy.length);
  eachPlace(extents, window, (step, place) => (dx[place] += dy[step] / window));
  return dx;
}
