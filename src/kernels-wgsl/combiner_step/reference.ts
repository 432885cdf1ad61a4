import { digitsOf, localLength, regionCount } from "../segment_summary/regions.ts";
import { dot, type SegmentSummaryAttributes } from "../segment_summary/reference.ts";

type Values = Float64Array;

export interface CombinerStepAttributes extends SegmentSummaryAttributes {
  /** False: a token sees its own segment only. */
  readonly hasRegions: boolean;
  /** Most tokens of a sequence. */
  readonly capacity: number;
}

/** Rows of the three states: raw keys and values, pooled queries that still grow, pooled keys and summaries. */
export interface CombinerStates {
  readonly raw: number;
  readonly pooled: number;
  readonly summaries: number;
}

/**
 * `fixed` keeps the raw rows of one segment and a summary of each segment before it. `log-n` summarises blocks from raw rows, which
 * all stay, but only the last block of each length is ever read.
 */
export function combinerStates(attributes: Omit<CombinerStepAttributes, "scale" | "pooling">): CombinerStates {
  const { pattern, capacity, segment } = attributes;
  const raw = pattern === "fixed" ? Math.min(segment, capacity) : capacity;
  if (!attributes.hasRegions) return { raw, pooled: 0, summaries: 0 };
  const summaries = pattern === "fixed" ? regionCount(capacity, attributes) : digitsOf(capacity) - 1;
  return { raw, pooled: pattern === "fixed" ? Math.min(1, summaries) : summaries, summaries };
}

/** Where a query finds a key and its value. */
interface Place {
  readonly source: Values;
  readonly key: number;
}

/** sum_n softmax_n(scale q . k_n) v_n over places. */
function gathered(query: Values, places: readonly Place[], { heads, width, scale }: CombinerStepAttributes): Values {
  const part = heads * width;
  const scores = places.map(({ source, key }) => scale * dot(query, 0, source, key, width));
  const top = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  const y = new Float64Array(width);
  places.forEach(({ source, key }, n) => {
    const weight = Math.exp(scores[n] - top) / total;
    for (let c = 0; c < width; c++) y[c] += weight * source[key + part + c];
  });
  return y;
}

/** Pooled key and summary of a region of one head; `pool` is the largest query of each channel, or the sum of them. */
function summaryOf(
  pool: Values,
  members: readonly Place[],
  attributes: CombinerStepAttributes,
): readonly [Values, Values] {
  const isMax = attributes.pooling === "max";
  const key = Float64Array.from({ length: attributes.width }, (_, c) => {
    const column = members.map((member) => member.source[member.key + c]);
    return isMax ? Math.max(...column) : column.reduce((sum, one) => sum + one, 0) / members.length;
  });
  return [key, gathered(isMax ? pool : pool.map((sum) => sum / members.length), members, attributes)];
}

/** y [H*D] of one token, and the states behind it; without summaries, raw rows are the only state. */
export function combinerStepReference(
  row: Values,
  position: number,
  states: readonly Values[],
  attributes: CombinerStepAttributes,
): readonly Values[] {
  const { heads, width, pattern, segment, pooling } = attributes;
  const part = heads * width;
  const counts = combinerStates(attributes);
  const [raw, pooled, summaries] = [0, 1, 2].map((at) => Float64Array.from(states[at] ?? []));
  raw.set(row.subarray(part), (position % counts.raw) * 2 * part);
  const y = new Float64Array(part);
  for (let head = 0; head < heads; head++) {
    const tokens = (first: number, end: number): Place[] =>
      Array.from({ length: end - first }, (_, j) => ({
        source: raw,
        key: ((first + j) % counts.raw) * 2 * part + head * width,
      }));
    const seen = tokens(position - (position % localLength(attributes)), position + 1);
    for (let slot = 0; slot < counts.summaries; slot++) {
      const isRead = pattern === "fixed" ? slot < Math.floor(position / segment) : (position >> (slot + 1)) & 1;
      if (isRead) seen.push({ source: summaries, key: slot * 2 * part + head * width });
    }
    const query = row.subarray(head * width, (head + 1) * width);
    y.set(gathered(query, seen, attributes), head * width);
    for (let level = 0; level < counts.pooled; level++) {
      const length = pattern === "fixed" ? segment : 2 ** (level + 1);
      const pool = pooled.subarray(level * part + head * width, level * part + (head + 1) * width);
      const isFirst = position % length === 0;
      query.forEach((q, c) => (pool[c] = isFirst ? q : pooling === "max" ? Math.max(pool[c], q) : pool[c] + q));
      const slot = pattern === "fixed" ? Math.floor(position / segment) : level;
      const isRegion = pattern === "fixed" ? slot < counts.summaries : Math.floor(position / length) % 2 === 0;
      if ((position + 1) % length !== 0 || !isRegion) continue;
      const members = tokens(position + 1 - length, position + 1);
      const [key, value] = summaryOf(pool, members, attributes);
      summaries.set(key, slot * 2 * part + head * width);
      summaries.set(value, (slot * 2 + 1) * part + head * width);
    }
  }
  return counts.summaries > 0 ? [y, raw, pooled, summaries] : [y, raw];
}
