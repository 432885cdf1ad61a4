export interface RopeShape {
  readonly heads: number;
  readonly headWidth: number;
  readonly rotaryWidth: number;
}

/** Cosines, then sines, [2, positions, rotaryWidth / 2], of the angles (t + offset) * base^(-2j / rotaryWidth). */
export function rotaryTable(positions: number, rotaryWidth: number, base: number, offset: number): Float64Array {
  const half = rotaryWidth / 2;
  const table = new Float64Array(2 * positions * half);
  for (let t = 0; t < positions; t++) {
    for (let j = 0; j < half; j++) {
      const angle = (t + offset) * base ** ((-2 * j) / rotaryWidth);
      table[t * half + j] = Math.cos(angle);
      table[(positions + t) * half + j] = Math.sin(angle);
    }
  }
  return table;
}

/** Turns the leading heads of every row of x [rows, columns] by the table's angles, or back (`direction` -1). */
export function ropeReference(
  x: Float64Array,
  table: Float64Array,
  columns: number,
  positions: number,
  { heads, headWidth, rotaryWidth }: RopeShape,
  direction: 1 | -1,
): Float64Array {
  const half = rotaryWidth / 2;
  const y = x.slice();
  for (let row = 0; row * columns < x.length; row++) {
    const t = row % positions;
    for (let head = 0; head < heads; head++) {
      for (let j = 0; j < half; j++) {
        const a = row * columns + head * headWidth + j;
        const cosine = table[t * half + j];
        const sine = direction * table[(positions + t) * half + j];
        y[a] = x[a] * cosine - x[a + half] * sine;
        y[a + half] = x[a + half] * cosine + x[a] * sine;
      }
    }
  }
  return y;
}
