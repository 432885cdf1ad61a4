export interface AttentionDecodeAttributes {
  readonly queryHeads: number;
  /** Divides `queryHeads`, as `valueHeads` does. */
  readonly keyHeads: number;
  readonly valueHeads: number;
  /** Channels of a query or key head. */
  readonly headWidth: number;
  /** Channels of a value head. */
  readonly valueWidth: number;
  /** Column of the first key head in a row of the keys. */
  readonly keyStart: number;
  readonly valueStart: number;
  /** Factor of the scores, 1 / sqrt(headWidth) by custom. */
  readonly scale: number;
}

/** A cache [rows, columns]. */
export interface CachedRows {
  readonly values: Float64Array;
  readonly columns: number;
}

/** o [queryHeads * valueWidth] of one query row over the first `count` cached rows. */
export function attentionDecodeReference(
  q: Float64Array,
  keys: CachedRows,
  values: CachedRows,
  count: number,
  attributes: AttentionDecodeAttributes,
): Float64Array {
  const { queryHeads, keyHeads, valueHeads, headWidth, valueWidth, keyStart, valueStart, scale } = attributes;
  const o = new Float64Array(queryHeads * valueWidth);
  for (let head = 0; head < queryHeads; head++) {
    const keyHead = Math.floor(head / (queryHeads / keyHeads));
    const valueHead = Math.floor(head / (queryHeads / valueHeads));
    const scores = Array.from({ length: count }, (_, j) => {
      const at = j * keys.columns + keyStart + keyHead * headWidth;
      let sum = 0;
      for (let c = 0; c < headWidth; c++) sum += q[head * headWidth + c] * keys.values[at + c];
      return scale * sum;
    });
    const top = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - top));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, j) => {
      const at = j * values.columns + valueStart + valueHead * valueWidth;
      for (let c = 0; c < valueWidth; c++) o[head * valueWidth + c] += (weight / total) * values.values[at + c];
    });
  }
  return o;
}
