/** Row and column; a cell's middle has whole numbers. */
export type Point = readonly [number, number];

export interface Dash {
  readonly tail: Point;
  readonly head: Point;
  /** From tail to head, in radians: rows grow with the sine. */
  readonly angle: number;
}

/** Where points of a cell are tested, from its middle. */
const POINTS = [-1 / 3, 0, 1 / 3];
/** Thinner dashes would fall between the points. */
const THINNEST = 0.75;

export function within([row, column]: Point, side: number): boolean {
  return Math.min(row, column) >= 0 && Math.max(row, column) <= side - 1;
}

export interface Covered {
  readonly cell: number;
  /** Share of its points. */
  readonly share: number;
}

/** Cells of a square picture with the share of their points that lie within `reach` of the segment from a to b. */
function covered(a: Point, b: Point, reach: number, side: number): readonly Covered[] {
  const [lowRow, lowColumn, highRow, highColumn] = [
    ...[0, 1].map((axis) => Math.max(0, Math.floor(Math.min(a[axis], b[axis]) - reach))),
    ...[0, 1].map((axis) => Math.min(side - 1, Math.ceil(Math.max(a[axis], b[axis]) + reach))),
  ];
  const cells: Covered[] = [];
  for (let i = lowRow; i <= highRow; i++) {
    for (let j = lowColumn; j <= highColumn; j++) {
      let inside = 0;
      for (const di of POINTS)
        for (const dj of POINTS) inside += Number(squareDistance(i + di, j + dj, a, b) <= reach * reach);
      if (inside > 0) cells.push({ cell: i * side + j, share: inside / POINTS.length ** 2 });
    }
  }
  return cells;
}

/** From a point to a segment. */
function squareDistance(row: number, column: number, a: Point, b: Point): number {
  const [dRow, dColumn] = [b[0] - a[0], b[1] - a[1]];
  const square = dRow * dRow + dColumn * dColumn;
  const along = square === 0 ? 0 : ((row - a[0]) * dRow + (column - a[1]) * dColumn) / square;
  const t = Math.min(1, Math.max(0, along));
  const [offRow, offColumn] = [row - a[0] - t * dRow, column - a[1] - t * dColumn];
  return offRow * offRow + offColumn * offColumn;
}

/** What a dash covers. */
export function footprint({ tail, head }: Dash, thickness: number, side: number): readonly Covered[] {
  return covered(tail, head, Math.max(thickness, THINNEST) / 2, side);
}

/** What a round marker covers. */
export function marker(middle: Point, radius: number, side: number): readonly Covered[] {
  return covered(middle, middle, radius, side);
}
