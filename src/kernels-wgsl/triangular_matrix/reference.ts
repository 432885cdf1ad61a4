export type TriangularForm = "lower" | "symmetric";

/** Place of entry (i, j), j <= i, in the packed triangle. */
export const packedIndex = (i: number, j: number): number => (i * (i + 1)) / 2 + j;

/** Float64 matrix [n, n] of a packed lower triangle. */
export function triangularMatrixReference(packed: Float64Array, n: number, form: TriangularForm): Float64Array {
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      m[i * n + j] = packed[packedIndex(i, j)];
      if (form === "symmetric") m[j * n + i] = m[i * n + j];
    }
  }
  return m;
}

export function triangularMatrixBackwardReference(
  dm: Float64Array,
  size: number,
  n: number,
  form: TriangularForm,
): Float64Array {
  const dpacked = new Float64Array(size);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const mirrored = form === "symmetric" && i !== j ? dm[j * n + i] : 0;
      dpacked[packedIndex(i, j)] = dm[i * n + j] + mirrored;
    }
  }
  return dpacked;
}
