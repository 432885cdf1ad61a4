import { normalDistribution } from "../elementwise/table.ts";

/** How scores over parameter tokens become weights. */
export type PattentionNorm = "l2_norm_gelu" | "gelu_l2_norm";

/** Keeps a row of zero scores finite. */
export const NORM_EPSILON = 1e-12;

const gelu = (x: number): number => x * normalDistribution(x);
const geluSlope = (x: number): number => normalDistribution(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);

/** Float64 weights of scores s [rows, n], and the inverse norm [rows] that each row was divided by. */
export function pattentionReference(
  s: Float64Array,
  n: number,
  norm: PattentionNorm,
  tau: number,
): { readonly weights: Float64Array; readonly inverseNorm: Float64Array } {
  const isGeluFirst = norm === "gelu_l2_norm";
  const inverseNorm = new Float64Array(s.length / n);
  const normed = isGeluFirst ? s.map(gelu) : s;
  for (let row = 0; row < inverseNorm.length; row++) {
    const squares = normed.subarray(row * n, (row + 1) * n).reduce((sum, value) => sum + value * value, 0);
    inverseNorm[row] = 1 / Math.sqrt(squares + NORM_EPSILON);
  }
  const scaled = normed.map((value, i) => value * tau * inverseNorm[Math.floor(i / n)]);
  return { weights: isGeluFirst ? scaled : scaled.map(gelu), inverseNorm };
}

/** ds from dweights. */
export function pattentionBackwardReference(
  dy: Float64Array,
  s: Float64Array,
  inverseNorm: Float64Array,
  norm: PattentionNorm,
  tau: number,
): Float64Array {
  const n = s.length / inverseNorm.length;
  const ds = new Float64Array(s.length);
  inverseNorm.forEach((inverse, row) => {
    const at = (j: number): number => row * n + j;
    const isGeluFirst = norm === "gelu_l2_norm";
    const value = (j: number): number => (isGeluFirst ? gelu(s[at(j)]) : s[at(j)]);
    const incoming = (j: number): number => dy[at(j)] * (isGeluFirst ? 1 : geluSlope(s[at(j)] * tau * inverse));
    let dot = 0;
    for (let j = 0; j < n; j++) dot += value(j) * incoming(j);
    for (let j = 0; j < n; j++) {
      const pulled = tau * inverse * (incoming(j) - value(j) * dot * inverse * inverse);
      ds[at(j)] = pulled * (isGeluFirst ? geluSlope(s[at(j)]) : 1);
    }
  });
  return ds;
}
