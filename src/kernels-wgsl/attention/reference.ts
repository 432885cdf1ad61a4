import type { AttentionAttributes, AttentionShape } from "./attention-shape.ts";

/** `lse` of a row that sees no key: large enough that exp(score - lse) is zero for every score, and finite. */
export const EMPTY_LSE = 1e30;

export interface AttentionTensors {
  readonly q: Float64Array;
  readonly k: Float64Array;
  readonly v: Float64Array;
  readonly mask: Float64Array | null;
}

/** The forward inputs by name; packed rows serve as all three, told apart by the shape's starts. */
export function tensorsOf(inputs: readonly Float64Array[], attributes: AttentionAttributes): AttentionTensors {
  const [q, k, v] = attributes.isPacked ? [inputs[0], inputs[0], inputs[0]] : inputs;
  return { q, k, v, mask: attributes.hasKeyMask ? inputs[attributes.isPacked ? 1 : 3] : null };
}

/** One query row of one head: where its vectors start. */
interface QueryRow {
  readonly batch: number;
  readonly query: number;
  readonly kvHead: number;
  readonly q: number;
  readonly o: number;
  readonly statistic: number;
}

function* queryRows(shape: AttentionShape, attributes: AttentionAttributes): Generator<QueryRow> {
  const { queryHeads, kvHeads, headWidth, valueWidth } = attributes;
  for (let batch = 0; batch < shape.batch; batch++) {
    for (let head = 0; head < queryHeads; head++) {
      for (let query = 0; query < shape.queries; query++) {
        const row = batch * shape.queries + query;
        yield {
          batch,
          query,
          kvHead: Math.floor(head / (queryHeads / kvHeads)),
          q: row * shape.queryRow + head * headWidth,
          o: row * shape.outputRow + head * valueWidth,
          statistic: (batch * queryHeads + head) * shape.queries + query,
        };
      }
    }
  }
}

/** Keys that a row may see: causal, within the window, not masked. */
function allowedKeys(
  { batch, query }: QueryRow,
  shape: AttentionShape,
  { isCausal, window, queryOffset }: AttentionAttributes,
  mask: Float64Array | null,
): readonly number[] {
  const position = query + queryOffset;
  return Array.from({ length: shape.keys }, (_, key) => key).filter(
    (key) =>
      (!isCausal || key <= position) &&
      (window === null || Math.abs(position - key) < window) &&
      (mask === null || mask[batch * shape.keys + key] !== 0),
  );
}

function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += a[aStart + c] * b[bStart + c];
  return sum;
}

function addScaled(to: Float64Array, at: number, factor: number, x: Float64Array, xStart: number, width: number): void {
  for (let c = 0; c < width; c++) to[at + c] += factor * x[xStart + c];
}

const keyAt = (row: QueryRow, key: number, shape: AttentionShape, { headWidth }: AttentionAttributes): number =>
  (row.batch * shape.keys + key) * shape.keyRow + shape.keyStart + row.kvHead * headWidth;

const valueAt = (row: QueryRow, key: number, shape: AttentionShape, { valueWidth }: AttentionAttributes): number =>
  (row.batch * shape.keys + key) * shape.valueRow + shape.valueStart + row.kvHead * valueWidth;

/** o [B,T,Hq*Dv] and lse [B,Hq,T]. */
export function attentionReference(
  { q, k, v, mask }: AttentionTensors,
  shape: AttentionShape,
  attributes: AttentionAttributes,
): readonly [Float64Array, Float64Array] {
  const { headWidth, valueWidth, scale } = attributes;
  const o = new Float64Array(shape.batch * shape.queries * shape.outputRow);
  const lse = new Float64Array(shape.batch * attributes.queryHeads * shape.queries);
  for (const row of queryRows(shape, attributes)) {
    const keys = allowedKeys(row, shape, attributes, mask);
    const scores = keys.map((key) => scale * dot(q, row.q, k, keyAt(row, key, shape, attributes), headWidth));
    const top = Math.max(...scores);
    const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
    lse[row.statistic] = keys.length === 0 ? EMPTY_LSE : top + Math.log(sum);
    keys.forEach((key, n) => {
      addScaled(o, row.o, Math.exp(scores[n] - top) / sum, v, valueAt(row, key, shape, attributes), valueWidth);
    });
  }
  return [o, lse];
}

/** dq, dk, dv in the layouts of q, k, v; for packed rows the three add up to one array. */
export function attentionBackwardReference(
  { q, k, v, mask }: AttentionTensors,
  { o, lse, dO }: { readonly o: Float64Array; readonly lse: Float64Array; readonly dO: Float64Array },
  shape: AttentionShape,
  attributes: AttentionAttributes,
): readonly Float64Array[] {
  const { headWidth, valueWidth, scale } = attributes;
  const dq = new Float64Array(q.length);
  const [dk, dv] = attributes.isPacked ? [dq, dq] : [new Float64Array(k.length), new Float64Array(v.length)];
  for (const row of queryRows(shape, attributes)) {
    const delta = dot(dO, row.o, o, row.o, valueWidth);
    for (const key of allowedKeys(row, shape, attributes, mask)) {
      const [kAt, vAt] = [keyAt(row, key, shape, attributes), valueAt(row, key, shape, attributes)];
      const p = Math.exp(scale * dot(q, row.q, k, kAt, headWidth) - lse[row.statistic]);
      const dScore = scale * p * (dot(dO, row.o, v, vAt, valueWidth) - delta);
      addScaled(dv, vAt, p, dO, row.o, valueWidth);
      addScaled(dq, row.q, dScore, k, kAt, headWidth);
      addScaled(dk, kAt, dScore, q, row.q, headWidth);
    }
  }
  return attributes.isPacked ? [dq] : [dq, dk, dv];
}
