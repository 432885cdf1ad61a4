import { dot, type Sequences } from "../segment_summary/reference.ts";
import { localLength, regionsOf, type RegionAttributes } from "../segment_summary/regions.ts";

type Values = Float64Array;

export interface CombinerAttributes extends RegionAttributes {
  /** Factor of the scores. */
  readonly scale: number;
  /** False: a token sees its own segment only. */
  readonly hasRegions: boolean;
}

/** A key that a query sees: where its key and value begin, and in which tensor. */
interface Seen {
  readonly isRegion: boolean;
  readonly key: number;
  readonly value: number;
}

interface Query {
  readonly q: number;
  readonly y: number;
  readonly statistic: number;
  readonly seen: readonly Seen[];
}

/** Every query of every head with the tokens and regions that it sees. */
function* queriesOf({ batch, tokens }: Sequences, attributes: CombinerAttributes): Generator<Query> {
  const { heads, width, hasRegions } = attributes;
  const part = heads * width;
  const local = localLength(attributes);
  const regions = hasRegions ? regionsOf(tokens, attributes) : [];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < tokens; i++) {
      for (let head = 0; head < heads; head++) {
        const rowOf = (j: number): number => (b * tokens + j) * 3 * part + head * width;
        const first = i - (i % local);
        const own = Array.from({ length: i - first + 1 }, (_, j) => rowOf(first + j) + part);
        const seen: Seen[] = own.map((key) => ({ isRegion: false, key, value: key + part }));
        for (const [r, region] of regions.entries()) {
          if (region.first === region.end || i < region.end || i >= region.readersEnd) continue;
          // Of the fixed pattern a token reads the segments before its own.
          const key = (b * regions.length + r) * 2 * part + head * width;
          seen.push({ isRegion: true, key, value: key + part });
        }
        const statistic = (b * tokens + i) * heads + head;
        yield { q: rowOf(i), y: statistic * width, statistic, seen };
      }
    }
  }
}

/** y [B,T,H*D] and lse [B,T,H] of qkv and, with regions, of their summaries. */
export function combinerAttentionReference(
  [qkv, summary]: readonly Values[],
  sequences: Sequences,
  attributes: CombinerAttributes,
): readonly [Values, Values] {
  const { heads, width, scale } = attributes;
  const rows = sequences.batch * sequences.tokens * heads;
  const [y, lse] = [new Float64Array(rows * width), new Float64Array(rows)];
  for (const query of queriesOf(sequences, attributes)) {
    const scores = query.seen.map(
      ({ isRegion, key }) => scale * dot(qkv, query.q, isRegion ? summary : qkv, key, width),
    );
    const top = Math.max(...scores);
    lse[query.statistic] = top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
    query.seen.forEach(({ isRegion, value }, n) => {
      const weight = Math.exp(scores[n] - lse[query.statistic]);
      const values = isRegion ? summary : qkv;
      for (let c = 0; c < width; c++) y[query.y + c] += weight * values[value + c];
    });
  }
  return [y, lse];
}

/** dqkv and, with regions, dsummary. Inputs as `combinerAttentionBackward` takes them. */
export function combinerAttentionBackwardReference(
  inputs: readonly Values[],
  sequences: Sequences,
  attributes: CombinerAttributes,
): readonly Values[] {
  const { width, scale, hasRegions } = attributes;
  const [qkv, summary] = [inputs[0], hasRegions ? inputs[1] : new Float64Array()];
  const [y, lse, dy] = inputs.slice(hasRegions ? 2 : 1);
  const [dqkv, dSummary] = [new Float64Array(qkv.length), new Float64Array(summary.length)];
  for (const query of queriesOf(sequences, attributes)) {
    const delta = dot(dy, query.y, y, query.y, width);
    for (const { isRegion, key, value } of query.seen) {
      const [source, gradient] = isRegion ? [summary, dSummary] : [qkv, dqkv];
      const weight = Math.exp(scale * dot(qkv, query.q, source, key, width) - lse[query.statistic]);
      const slope = scale * weight * (dot(dy, query.y, source, value, width) - delta);
      for (let c = 0; c < width; c++) {
        dqkv[query.q + c] += slope * source[key + c];
        gradient[key + c] += slope * qkv[query.q + c];
        gradient[value + c] += weight * dy[query.y + c];
      }
    }
  }
  return hasRegions ? [dqkv, dSummary] : [dqkv];
}
