import { regionsOf, type RegionAttributes } from "./regions.ts";

type Values = Float64Array;

export interface SegmentSummaryAttributes extends RegionAttributes {
  readonly pooling: "max" | "mean";
  /** Factor of the scores. */
  readonly scale: number;
}

export interface Sequences {
  readonly batch: number;
  readonly tokens: number;
}

export function dot(a: Values, aStart: number, b: Values, bStart: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += a[aStart + c] * b[bStart + c];
  return sum;
}

/** One region of one head with everything that its summary is made of. */
interface Summarised {
  readonly first: number;
  /** Where each token's q, k and v begin in the packed rows. */
  readonly starts: readonly { readonly q: number; readonly k: number; readonly v: number }[];
  readonly query: Values;
  readonly key: Values;
  readonly queryAt: readonly number[];
  readonly keyAt: readonly number[];
  readonly weights: readonly number[];
  readonly lse: number;
  /** Where kbar and vbar stand in the summary, and lse. */
  readonly kbar: number;
  readonly vbar: number;
  readonly statistic: number;
}

function pooled(rows: Values, starts: readonly number[], width: number, pooling: "max" | "mean"): [Values, number[]] {
  const at: number[] = [];
  const pool = Float64Array.from({ length: width }, (_, c) => {
    const column = starts.map((start) => rows[start + c]);
    const highest = column.indexOf(Math.max(...column));
    at.push(highest);
    return pooling === "max" ? column[highest] : column.reduce((sum, value) => sum + value, 0) / column.length;
  });
  return [pool, at];
}

function* summarised(qkv: Values, { batch, tokens }: Sequences, a: SegmentSummaryAttributes): Generator<Summarised> {
  const { heads, width } = a;
  const regions = regionsOf(tokens, a);
  const part = heads * width;
  for (let b = 0; b < batch; b++) {
    for (const [r, { first, end }] of regions.entries()) {
      if (first === end) continue;
      for (let head = 0; head < heads; head++) {
        const starts = Array.from({ length: end - first }, (_, j) => {
          const q = (b * tokens + first + j) * 3 * part + head * width;
          return { q, k: q + part, v: q + 2 * part };
        });
        const queries = starts.map(({ q }) => q);
        const keys = starts.map(({ k }) => k);
        const [query, queryAt] = pooled(qkv, queries, width, a.pooling);
        const [key, keyAt] = pooled(qkv, keys, width, a.pooling);
        const scores = keys.map((k) => a.scale * dot(query, 0, qkv, k, width));
        const top = Math.max(...scores);
        const lse = top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
        const kbar = (b * regions.length + r) * 2 * part + head * width;
        const weights = scores.map((score) => Math.exp(score - lse));
        const statistic = (b * regions.length + r) * heads + head;
        yield { first, starts, query, key, queryAt, keyAt, weights, lse, kbar, vbar: kbar + part, statistic };
      }
    }
  }
}

/** kbar | vbar of every region, and lse. */
export function segmentSummaryReference(
  qkv: Values,
  sequences: Sequences,
  attributes: SegmentSummaryAttributes,
): readonly [Values, Values] {
  const { heads, width } = attributes;
  const count = sequences.batch * regionsOf(sequences.tokens, attributes).length;
  const summary = new Float64Array(count * 2 * heads * width);
  const lse = new Float64Array(count * heads);
  for (const region of summarised(qkv, sequences, attributes)) {
    summary.set(region.key, region.kbar);
    region.weights.forEach((weight, j) => {
      for (let c = 0; c < width; c++) summary[region.vbar + c] += weight * qkv[region.starts[j].v + c];
    });
    lse[region.statistic] = region.lse;
  }
  return [summary, lse];
}

/** dqkv from the gradients of kbar | vbar. */
export function segmentSummaryBackwardReference(
  [qkv, summary, , dSummary]: readonly Values[],
  sequences: Sequences,
  attributes: SegmentSummaryAttributes,
): Values {
  const { width, pooling, scale } = attributes;
  const dqkv = new Float64Array(qkv.length);
  for (const { starts, query, queryAt, keyAt, weights, kbar, vbar } of summarised(qkv, sequences, attributes)) {
    const mean = dot(dSummary, vbar, summary, vbar, width);
    const dQuery = new Float64Array(width);
    const shareOf = (at: readonly number[], c: number, j: number): number =>
      pooling === "mean" ? 1 / starts.length : Number(at[c] === j);
    starts.forEach(({ k, v }, j) => {
      const slope = scale * weights[j] * (dot(dSummary, vbar, qkv, v, width) - mean);
      for (let c = 0; c < width; c++) {
        dQuery[c] += slope * qkv[k + c];
        dqkv[k + c] += slope * query[c] + shareOf(keyAt, c, j) * dSummary[kbar + c];
        dqkv[v + c] += weights[j] * dSummary[vbar + c];
      }
    });
    starts.forEach(({ q }, j) => {
      for (let c = 0; c < width; c++) dqkv[q + c] += shareOf(queryAt, c, j) * dQuery[c];
    });
  }
  return dqkv;
}
