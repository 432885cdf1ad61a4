/**
 * Places of a map in unrolled order: `steps` times the stride phases of 2 x 2 come in front, then what is left row by row. The largest
 * of four leading quarters is then 2 x 2 max pooling, once for each step.
 */
export function unrolledOrder(height: number, columns: number, steps: number): readonly number[] {
  const grid = 2 ** steps;
  const [rows, across] = [height / grid, columns / grid];
  return Array.from({ length: height * columns }, (_, index) => {
    let phases = Math.floor(index / (rows * across));
    let row = Math.floor(index / across) % rows;
    let column = index % across;
    // The last phases vary fastest and step in the largest strides.
    for (let step = 0; step < steps; step++) {
      row = 2 * row + (Math.floor(phases / 2) % 2);
      column = 2 * column + (phases % 2);
      phases = Math.floor(phases / 4);
    }
    return row * columns + column;
  });
}

/** The same unit by unit, places of a unit in unrolled order: the unrolled places i with equal i mod units are one unit. */
export function unitOrder(height: number, columns: number, side: number): readonly number[] {
  const unrolled = unrolledOrder(height, columns, Math.log2(side));
  const units = (height * columns) / side ** 2;
  return unrolled.map((_, at) => unrolled[(at % side ** 2) * units + Math.floor(at / side ** 2)]);
}
