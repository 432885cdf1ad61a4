/** One line of a chart: points in order of x, NaN where there is a gap. */
export interface LinePoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** x values of all lines, ascending; then one column per line, null where that line has no point. */
export type AlignedColumns = [number[], ...(number | null)[][]];

export function alignLines(lines: readonly LinePoints[]): AlignedColumns {
  const x = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const rowOf = new Map(x.map((value, row) => [value, row]));
  const columns = lines.map((line) => {
    const column = new Array<number | null>(x.length).fill(null);
    line.x.forEach((value, point) => {
      const y = line.y[point];
      if (Number.isFinite(y)) column[rowOf.get(value)!] = y;
    });
    return column;
  });
  return [x, ...columns];
}

/** At most about `most` points: evenly spaced ones, the first and the last always among them. */
export function thinned(line: LinePoints, most: number): LinePoints {
  const { length } = line.x;
  if (length <= most) return line;
  const stride = Math.ceil(length / most);
  const rows = Array.from({ length: Math.ceil(length / stride) }, (_, index) => index * stride);
  if (rows.at(-1) !== length - 1) rows.push(length - 1);
  return { x: rows.map((row) => line.x[row]), y: rows.map((row) => line.y[row]) };
}

/** Share of a line's beginning that may leave the frame at the top, and from how many points on. */
const STEEP_START = 0.1;
const LEAST_POINTS = 40;

/**
 * Lowest and highest value to show: everything, but of a long line not its steep first tenth, which would press the
 * rest flat. Undefined without a finite value.
 */
export function shownRange(columns: AlignedColumns, extra: readonly number[]): readonly [number, number] | undefined {
  const [x, ...lines] = columns;
  const from = x.length < LEAST_POINTS ? 0 : Math.floor(STEEP_START * x.length);
  let low = Infinity;
  let high = -Infinity;
  const include = (value: number | null): void => {
    if (value === null) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const line of lines) for (let row = from; row < line.length; row++) include(line[row]);
  if (low > high) return undefined;
  for (const value of extra) include(value);
  return [low, high];
}
