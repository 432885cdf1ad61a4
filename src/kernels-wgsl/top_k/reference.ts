/** Places of the entries of one row, the largest first, of equal ones the smaller index. */
function orderOf(row: Float64Array): number[] {
  return [...row.keys()].sort((a, b) => row[b] - row[a] || a - b);
}

/** places [ranked rows, k] of the k largest of rows of `length`. */
export function topPlacesReference(ranked: Float64Array, length: number, k: number): Float64Array {
  const rows = Array.from({ length: ranked.length / length }, (_, r) =>
    orderOf(ranked.subarray(r * length, (r + 1) * length)).slice(0, k),
  );
  return Float64Array.from(rows.flat());
}

/** values [rows, k] of x [rows, length] at places [rows, k], or [1, k] for all rows. */
export function pickReference(x: Float64Array, places: Float64Array, length: number, k: number): Float64Array {
  return Float64Array.from({ length: (x.length / length) * k }, (_, at) => {
    const row = Math.floor(at / k);
    return x[row * length + places[at % places.length]];
  });
}

/** Transpose of picking: dx [rows, length]. */
export function pickBackwardReference(
  dvalues: Float64Array,
  places: Float64Array,
  length: number,
  k: number,
): Float64Array {
  const dx = new Float64Array((dvalues.length / k) * length);
  dvalues.forEach((value, at) => (dx[Math.floor(at / k) * length + places[at % places.length]] += value));
  return dx;
}
