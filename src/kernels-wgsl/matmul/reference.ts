import { gemmShape, type MatmulLayout } from "./gemm-shape.ts";
import type { Shape, TensorSpec } from "../_kernel/operator.ts";

/** Float64 product over the last two axes after the transposes, leading axes broadcast: plain loops, in order of k. */
export function matmulReference(
  a: Float64Array,
  b: Float64Array,
  specs: readonly TensorSpec[],
  layout: MatmulLayout,
): Float64Array {
  const { m, n, k, batches, aOffset, bOffset } = gemmShape(specs[0].shape, specs[1].shape, layout);
  const [aRow, aColumn] = layout.transposeA ? [1, m] : [k, 1];
  const [bRow, bColumn] = layout.transposeB ? [1, k] : [n, 1];
  const c = new Float64Array(batches * m * n);
  for (let batch = 0; batch < batches; batch++) {
    const [aStart, bStart] = [aOffset(batch), bOffset(batch)];
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let i = 0; i < k; i++) {
          sum += a[aStart + row * aRow + i * aColumn] * b[bStart + i * bRow + column * bColumn];
        }
        c[(batch * m + row) * n + column] = sum;
      }
    }
  }
  return c;
}

/** Sums over k of a matrix stored [K, M]. */
export function rowSumsReference(a: Float64Array, [k, m]: Shape): Float64Array {
  return new Float64Array(m).map((_, row) => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[i * m + row];
    return sum;
  });
}
