/** A tensor seen along one axis. */
export interface LineShape {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
}

/** Float64 running sums along the axis; `isReverse` from the end, `isExclusive` without the entry itself. */
export function cumsumReference(
  x: Float64Array,
  { outer, extent, inner }: LineShape,
  isExclusive: boolean,
  isReverse: boolean,
): Float64Array {
  const y = new Float64Array(x.length);
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * extent * inner + (line % inner);
    let sum = 0;
    for (let step = 0; step < extent; step++) {
      const at = start + (isReverse ? extent - 1 - step : step) * inner;
      if (isExclusive) y[at] = sum;
      sum += x[at];
      if (!isExclusive) y[at] = sum;
    }
  }
  return y;
}
