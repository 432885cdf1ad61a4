import type { LinearAttentionAttributes, LinearAttentionShape } from "./linear-attention-shape.ts";

type Values = Float64Array;

/** Calls back for every pair of a query and a key it sees, with where their vectors start. */
function eachPair(
  { batch, tokens }: LinearAttentionShape,
  { heads, keyWidth, valueWidth, isCausal }: LinearAttentionAttributes,
  visit: (at: { i: number; q: number; k: number; y: number; v: number; statistic: number }) => void,
): void {
  for (let row = 0; row < batch * tokens; row++) {
    const start = row - (row % tokens);
    const last = isCausal ? row : start + tokens - 1;
    for (let head = 0; head < heads; head++) {
      for (let key = start; key <= last; key++) {
        visit({
          i: row,
          q: (row * heads + head) * keyWidth,
          k: (key * heads + head) * keyWidth,
          y: (row * heads + head) * valueWidth,
          v: (key * heads + head) * valueWidth,
          statistic: row * heads + head,
        });
      }
    }
  }
}

function dot(a: Values, aStart: number, b: Values, bStart: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += a[aStart + c] * b[bStart + c];
  return sum;
}

/** y [B,T,H*E] and the denominators z [B,T,H], pair by pair. */
export function linearAttentionReference(
  [q, k, v]: readonly Values[],
  shape: LinearAttentionShape,
  attributes: LinearAttentionAttributes,
): readonly [Values, Values] {
  const { heads, keyWidth, valueWidth, bias, eps } = attributes;
  const y = new Float64Array(v.length);
  const z = new Float64Array(shape.batch * shape.tokens * heads).fill(eps);
  eachPair(shape, attributes, (at) => {
    const weight = dot(q, at.q, k, at.k, keyWidth) + bias;
    z[at.statistic] += weight;
    for (let e = 0; e < valueWidth; e++) y[at.y + e] += weight * v[at.v + e];
  });
  return [y.map((sum, i) => sum / z[Math.floor(i / valueWidth)]), z];
}

/** dq, dk, dv pair by pair: with n = dy / z and r = dy . y / z, the weight's gradient is n . v - r. */
export function linearAttentionBackwardReference(
  [q, k, v, y, z, dy]: readonly Values[],
  shape: LinearAttentionShape,
  attributes: LinearAttentionAttributes,
): readonly [Values, Values, Values] {
  const { keyWidth, valueWidth, bias } = attributes;
  const [dq, dk, dv] = [new Float64Array(q.length), new Float64Array(k.length), new Float64Array(v.length)];
  eachPair(shape, attributes, (at) => {
    const denominator = z[at.statistic];
    const weight = dot(q, at.q, k, at.k, keyWidth) + bias;
    const dWeight = (dot(dy, at.y, v, at.v, valueWidth) - dot(dy, at.y, y, at.y, valueWidth)) / denominator;
    for (let c = 0; c < keyWidth; c++) {
      dq[at.q + c] += dWeight * k[at.k + c];
      dk[at.k + c] += dWeight * q[at.q + c];
    }
    for (let e = 0; e < valueWidth; e++) dv[at.v + e] += (weight * dy[at.y + e]) / denominator;
  });
  return [dq, dk, dv];
}

/** The same output token by token from a state of constant size: what decoding keeps. One batch entry, one head, causal. */
export function linearAttentionRecurrent(
  [q, k, v]: readonly Values[],
  { keyWidth, valueWidth, bias, eps }: LinearAttentionAttributes,
): Values {
  const tokens = q.length / keyWidth;
  const sums = new Float64Array(keyWidth * valueWidth);
  const [keySums, valueSums] = [new Float64Array(keyWidth), new Float64Array(valueWidth)];
  const y = new Float64Array(tokens * valueWidth);
  for (let t = 0; t < tokens; t++) {
    for (let c = 0; c < keyWidth; c++) {
      keySums[c] += k[t * keyWidth + c];
      for (let e = 0; e < valueWidth; e++) sums[c * valueWidth + e] += k[t * keyWidth + c] * v[t * valueWidth + e];
    }
    for (let e = 0; e < valueWidth; e++) valueSums[e] += v[t * valueWidth + e];
    const z = eps + dot(q, t * keyWidth, keySums, 0, keyWidth) + bias * (t + 1);
    for (let e = 0; e < valueWidth; e++) {
      let sum = bias * valueSums[e];
      for (let c = 0; c < keyWidth; c++) sum += q[t * keyWidth + c] * sums[c * valueWidth + e];
      y[t * valueWidth + e] = sum / z;
    }
  }
  return y;
}
