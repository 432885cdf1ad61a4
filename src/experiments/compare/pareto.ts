/** A point that is better the lower both numbers are. */
export interface CostAndQuality {
  readonly cost: number;
  readonly bitsPerByte: number;
}

/** The points that no other is at least as good as in both and better in one, by ascending cost. */
export function paretoFront<Point extends CostAndQuality>(points: readonly Point[]): Point[] {
  const dominates = (a: Point, b: Point): boolean =>
    a.cost <= b.cost && a.bitsPerByte <= b.bitsPerByte && (a.cost < b.cost || a.bitsPerByte < b.bitsPerByte);
  return points.filter((point) => !points.some((other) => dominates(other, point))).sort((a, b) => a.cost - b.cost);
}
