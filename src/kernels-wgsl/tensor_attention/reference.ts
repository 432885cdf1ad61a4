import type { TensorAttentionAttributes, TensorAttentionShape } from "./tensor-attention-shape.ts";

type Values = Float64Array;

/** One query row of one head and how many tokens it sees, counted from the sequence's start. */
interface Row {
  readonly row: number;
  readonly start: number;
  readonly seen: number;
  readonly head: number;
}

function* rowsOf(
  { batch, tokens }: TensorAttentionShape,
  { heads, isCausal }: TensorAttentionAttributes,
): Generator<Row> {
  for (let row = 0; row < batch * tokens; row++) {
    const at = row % tokens;
    for (let head = 0; head < heads; head++) yield { row, start: row - at, seen: isCausal ? at + 1 : tokens, head };
  }
}

/** Scores of all pairs (j, l) that a row sees, row-major in j. */
function pairScores(
  [q, k1, k2]: readonly Values[],
  { row, start, seen, head }: Row,
  { heads, headWidth, scale }: TensorAttentionAttributes,
): Values {
  const scores = new Float64Array(seen * seen);
  for (let j = 0; j < seen; j++) {
    for (let l = 0; l < seen; l++) {
      let sum = 0;
      for (let a = 0; a < headWidth; a++) {
        const at = (token: number): number => (token * heads + head) * headWidth + a;
        sum += q[at(row)] * k1[at(start + j)] * k2[at(start + l)];
      }
      scores[j * seen + l] = scale * sum;
    }
  }
  return scores;
}

/** y [B,T,H*E] and lse [B,T,H] over all pairs. */
export function tensorAttentionReference(
  inputs: readonly Values[],
  shape: TensorAttentionShape,
  attributes: TensorAttentionAttributes,
): readonly [Values, Values] {
  const [, , , v1, v2] = inputs;
  const { heads, valueWidth } = attributes;
  const y = new Float64Array(v1.length);
  const lse = new Float64Array(shape.batch * shape.tokens * heads);
  for (const at of rowsOf(shape, attributes)) {
    const { row, start, seen, head } = at;
    const scores = pairScores(inputs, at, attributes);
    const top = scores.reduce((a, b) => Math.max(a, b));
    const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
    lse[row * heads + head] = top + Math.log(sum);
    scores.forEach((score, pair) => {
      const p = Math.exp(score - top) / sum;
      const [j, l] = [start + Math.floor(pair / seen), start + (pair % seen)];
      for (let e = 0; e < valueWidth; e++) {
        y[(row * heads + head) * valueWidth + e] +=
          p * v1[(j * heads + head) * valueWidth + e] * v2[(l * heads + head) * valueWidth + e];
      }
    });
  }
  return [y, lse];
}

/** dq, dk1, dk2, dv1, dv2 pair by pair: ds = p (dp - dy . y) scale. */
export function tensorAttentionBackwardReference(
  [q, k1, k2, v1, v2, y, lse, dy]: readonly Values[],
  shape: TensorAttentionShape,
  attributes: TensorAttentionAttributes,
): readonly Values[] {
  const { heads, headWidth, valueWidth, scale } = attributes;
  const [dq, dk1, dk2, dv1, dv2] = [q, k1, k2, v1, v2].map((x) => new Float64Array(x.length));
  for (const at of rowsOf(shape, attributes)) {
    const { row, start, seen, head } = at;
    const scores = pairScores([q, k1, k2], at, attributes);
    const own = (row * heads + head) * valueWidth;
    let delta = 0;
    for (let e = 0; e < valueWidth; e++) delta += dy[own + e] * y[own + e];
    scores.forEach((score, pair) => {
      const p = Math.exp(score - lse[row * heads + head]);
      const [j, l] = [start + Math.floor(pair / seen), start + (pair % seen)];
      const [jv, lv] = [(j * heads + head) * valueWidth, (l * heads + head) * valueWidth];
      let dp = 0;
      for (let e = 0; e < valueWidth; e++) {
        dp += dy[own + e] * v1[jv + e] * v2[lv + e];
        dv1[jv + e] += p * dy[own + e] * v2[lv + e];
        dv2[lv + e] += p * dy[own + e] * v1[jv + e];
      }
      const ds = p * (dp - delta) * scale;
      const [iq, jk, lk] = [row, j, l].map((token) => (token * heads + head) * headWidth);
      for (let a = 0; a < headWidth; a++) {
        dq[iq + a] += ds * k1[jk + a] * k2[lk + a];
        dk1[jk + a] += ds * q[iq + a] * k2[lk + a];
        dk2[lk + a] += ds * q[iq + a] * k1[jk + a];
      }
    });
  }
  return [dq, dk1, dk2, dv1, dv2];
}
