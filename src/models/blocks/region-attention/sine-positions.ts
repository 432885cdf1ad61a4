/** The slowest wave turns once in about so many times a side. */
const SLOWEST = 10_000;

/** Sines and cosines of falling frequencies of the row, in the first half of the channels, and of the column, [height, columns, C]. */
export function sinePositions(height: number, columns: number, width: number): Float64Array {
  const half = Math.ceil(width / 2);
  return Float64Array.from({ length: height * columns * width }, (_, at) => {
    const channel = at % width;
    const place = Math.floor(at / width);
    const isRow = channel < half;
    const along = isRow ? (Math.floor(place / columns) + 1) / height : ((place % columns) + 1) / columns;
    const own = isRow ? channel : channel - half;
    const angle = 2 * Math.PI * along * SLOWEST ** ((-2 * Math.floor(own / 2)) / half);
    return own % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
