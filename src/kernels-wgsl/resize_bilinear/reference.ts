/** Rows and columns of an image. */
export type Extents = readonly [height: number, width: number];

/** Weight of place `at` of `from` in place `to` of `out`: half-pixel centres, the outermost values go on beyond the edge. */
export function bilinearWeight(to: number, at: number, from: number, out: number): number {
  const source = ((to + 0.5) * from) / out - 0.5;
  const low = Math.floor(source);
  const share = source - low;
  const inside = (place: number): number => Math.min(from - 1, Math.max(0, place));
  return (inside(low) === at ? 1 - share : 0) + (inside(low + 1) === at ? share : 0);
}

/** Calls with every pair of places whose weight is not zero: elements of channel 0 of an image [h,w,C], and the weight. */
function eachPair(
  [height, width]: Extents,
  [outHeight, outWidth]: Extents,
  visit: (from: number, to: number, weight: number) => void,
): void {
  const axis = (from: number, out: number) =>
    Array.from({ length: out }, (_, to) =>
      Array.from({ length: from }, (__, at) => ({ at, weight: bilinearWeight(to, at, from, out) })).filter(
        ({ weight }) => weight !== 0,
      ),
    );
  const [rows, columns] = [axis(height, outHeight), axis(width, outWidth)];
  rows.forEach((above, i) => {
    columns.forEach((beside, j) => {
      for (const row of above) {
        for (const column of beside) {
          visit(row.at * width + column.at, i * outWidth + j, row.weight * column.weight);
        }
      }
    });
  });
}

/** y [B,h',w',C] of x [B,h,w,C]. */
export function resizeBilinearReference(x: Float64Array, from: Extents, to: Extents, channels: number): Float64Array {
  const [own, made] = [from, to].map(([height, width]) => height * width * channels);
  const y = new Float64Array((x.length / own) * made);
  for (let image = 0; image < x.length / own; image++) {
    eachPair(from, to, (at, place, weight) => {
      for (let c = 0; c < channels; c++)
        y[image * made + place * channels + c] += weight * x[image * own + at * channels + c];
    });
  }
  return y;
}

/** dx [B,h,w,C] of dy [B,h',w',C]: the transposed weights. */
export function resizeBilinearBackwardReference(
  dy: Float64Array,
  from: Extents,
  to: Extents,
  channels: number,
): Float64Array {
  const [own, made] = [from, to].map(([height, width]) => height * width * channels);
  const dx = new Float64Array((dy.length / made) * own);
  for (let image = 0; image < dy.length / made; image++) {
    eachPair(from, to, (at, place, weight) => {
      for (let c = 0; c < channels; c++)
        dx[image * own + at * channels + c] += weight * dy[image * made + place * channels + c];
    });
  }
  return dx;
}
