/** How many heads a mixing matrix [H, G] writes and reads, and the channels of each. */
export interface HeadMixShape {
  readonly outputHeads: number;
  readonly inputHeads: number;
  readonly headWidth: number;
}

/** y_h = sum_g A_hg x_g for every row: x [rows, G d], a [H, G] (transposed: [G, H]), y [rows, H d]. */
export function headMixReference(
  x: Float64Array,
  a: Float64Array,
  { outputHeads, inputHeads, headWidth }: HeadMixShape,
  isTransposed: boolean,
): Float64Array {
  const rows = x.length / (inputHeads * headWidth);
  const y = new Float64Array(rows * outputHeads * headWidth);
  for (let row = 0; row < rows; row++) {
    for (let h = 0; h < outputHeads; h++) {
      for (let g = 0; g < inputHeads; g++) {
        const weight = a[isTransposed ? g * outputHeads + h : h * inputHeads + g];
        const from = (row * inputHeads + g) * headWidth;
        const to = (row * outputHeads + h) * headWidth;
        for (let c = 0; c < headWidth; c++) y[to + c] += weight * x[from + c];
      }
    }
  }
  return y;
}

/** dA_hg = sum over rows of dy_h . x_g: dy [rows, H d], x [rows, G d], da [H, G]. */
export function headMixWeightGradientReference(
  dy: Float64Array,
  x: Float64Array,
  { outputHeads, inputHeads, headWidth }: HeadMixShape,
): Float64Array {
  const da = new Float64Array(outputHeads * inputHeads);
  const rows = x.length / (inputHeads * headWidth);
  for (let row = 0; row < rows; row++) {
    for (let h = 0; h < outputHeads; h++) {
      for (let g = 0; g < inputHeads; g++) {
        const [left, right] = [(row * outputHeads + h) * headWidth, (row * inputHeads + g) * headWidth];
        for (let c = 0; c < headWidth; c++) da[h * inputHeads + g] += dy[left + c] * x[right + c];
      }
    }
  }
  return da;
}
