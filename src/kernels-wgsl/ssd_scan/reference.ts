import type { ScanInputs } from "../selective_scan/reference.ts";
import type { ScanShape } from "../_scan/shape.ts";

/**
 * The masked-matrix form of the scan with one decay per head: y_i = sum_{j <= i} exp(cum_i - cum_j) (C_i . B_j) dt_j x_j with
 * cum the running sum of dt A, positions in order. Another way to the numbers of `scanReference`.
 */
export function ssdMatrixReference({ x, dt, bc, rates }: ScanInputs, shape: ScanShape): Float64Array {
  const { batch, length, channels, heads, groups, state } = shape;
  const y = new Float64Array(x.length);
  const width = channels / heads;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const group = Math.floor(h / (heads / groups));
      const row = (t: number): number => b * length + t;
      const cell = (t: number, isC: boolean): number => (row(t) * 2 * groups + (isC ? groups : 0) + group) * state;
      const cumulative = new Float64Array(length);
      for (let t = 0; t < length; t++) cumulative[t] = (cumulative[t - 1] ?? 0) + dt[row(t) * heads + h] * rates[h];
      for (let i = 0; i < length; i++) {
        for (let j = 0; j <= i; j++) {
          let score = 0;
          for (let n = 0; n < state; n++) score += bc[cell(i, true) + n] * bc[cell(j, false) + n];
          const weight = Math.exp(cumulative[i] - cumulative[j]) * score * dt[row(j) * heads + h];
          for (let p = h * width; p < (h + 1) * width; p++)
            y[row(i) * channels + p] += weight * x[row(j) * channels + p];
        }
      }
    }
  }
  return y;
}
