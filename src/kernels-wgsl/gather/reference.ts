/** A tensor seen along one axis, [outer, extent, inner], and how many entries are picked from it. */
export interface PickShape {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
  readonly picks: number;
  /** One list [picks] for all lines; otherwise an index for every picked element, [outer, picks, inner]. */
  readonly isList: boolean;
}

/** Calls `visit` for every picked element: its place in x (-1 outside the axis) and in y. */
function visitPicks(index: Float64Array, shape: PickShape, visit: (source: number, target: number) => void): void {
  const { outer, extent, inner, picks } = shape;
  for (let target = 0; target < outer * picks * inner; target++) {
    const pick = Math.floor(target / inner) % picks;
    const entry = index[shape.isList ? pick : target];
    const line = Math.floor(target / (inner * picks)) * extent;
    visit(entry >= 0 && entry < extent ? (line + entry) * inner + (target % inner) : -1, target);
  }
}

/** y[o, j, i] = x[o, index, i]; an index outside the axis reads 0. */
export function pickReference(x: Float64Array, index: Float64Array, shape: PickShape): Float64Array {
  const y = new Float64Array(shape.outer * shape.picks * shape.inner);
  visitPicks(index, shape, (source, target) => (y[target] = source < 0 ? 0 : x[source]));
  return y;
}

/** The gradient of x: picks of the same entry add up. */
export function pickBackwardReference(dy: Float64Array, index: Float64Array, shape: PickShape): Float64Array {
  const dx = new Float64Array(shape.outer * shape.extent * shape.inner);
  visitPicks(index, shape, (source, target) => {
    if (source >= 0) dx[source] += dy[target];
  });
  return dx;
}
