/** Pieces of every row, in order. */
export function splitReference(x: Float64Array, widths: readonly number[]): Float64Array[] {
  const columns = widths.reduce((sum, width) => sum + width, 0);
  const rows = x.length / columns;
  return widths.map((width, i) => {
    const start = widths.slice(0, i).reduce((sum, one) => sum + one, 0);
    const piece = new Float64Array(rows * width);
    for (let row = 0; row < rows; row++) {
      piece.set(x.subarray(row * columns + start, row * columns + start + width), row * width);
    }
    return piece;
  });
}

/** The pieces behind one another again. */
export function joinReference(pieces: readonly Float64Array[], widths: readonly number[]): Float64Array {
  const columns = widths.reduce((sum, width) => sum + width, 0);
  const rows = pieces[0].length / widths[0];
  const x = new Float64Array(rows * columns);
  widths.forEach((width, i) => {
    const start = widths.slice(0, i).reduce((sum, one) => sum + one, 0);
    for (let row = 0; row < rows; row++) {
      x.set(pieces[i].subarray(row * width, (row + 1) * width), row * columns + start);
    }
  });
  return x;
}
