import { monomialsReference, monomialTable } from "../monomials/reference.ts";
import { seriesWeights, SMALLEST_DENOMINATOR, type PolynomialSettings } from "./polynomial.ts";

type Values = Float64Array;

/**
 * The causal series token by token from a state of constant size: two matrices of features times values (and ones). One batch
 * entry, one head; the truth that the parallel form is held against, and what decoding keeps.
 */
export function polynomialRecurrent(
  [q, k1, k2, v1, v2]: readonly Values[],
  { headWidth, valueWidth, degree, scale }: PolynomialSettings,
): { readonly y: Values; readonly stateFloats: number } {
  const table = monomialTable(headWidth, degree);
  const weights = seriesWeights(headWidth, degree, scale);
  const columns = valueWidth + 1;
  const tokens = q.length / headWidth;
  const state = [new Float64Array(weights.length * columns), new Float64Array(weights.length * columns)];
  const y = new Float64Array(tokens * valueWidth);
  const featuresOf = (x: Values, t: number): Values =>
    monomialsReference(x.subarray(t * headWidth, (t + 1) * headWidth), table, headWidth, degree);
  for (let t = 0; t < tokens; t++) {
    for (const [sums, key, value] of [
      [state[0], k1, v1],
      [state[1], k2, v2],
    ] as const) {
      featuresOf(key, t).forEach((feature, f) => {
        for (let e = 0; e < columns; e++) {
          sums[f * columns + e] += feature * (e === valueWidth ? 1 : value[t * valueWidth + e]);
        }
      });
    }
    const totals = new Float64Array(columns);
    featuresOf(q, t).forEach((feature, f) => {
      for (let e = 0; e < columns; e++) {
        totals[e] += weights[f] * feature * state[0][f * columns + e] * state[1][f * columns + e];
      }
    });
    const denominator = Math.max(totals[valueWidth], SMALLEST_DENOMINATOR);
    for (let e = 0; e < valueWidth; e++) y[t * valueWidth + e] = totals[e] / denominator;
  }
  return { y, stateFloats: state[0].length + state[1].length };
}
