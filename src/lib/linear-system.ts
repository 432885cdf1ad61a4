/**
 * Solves A x = b for a symmetric positive definite A [n, n], row by row, by Cholesky's factorisation; A is overwritten.
 * A pivot that is not above 0 (A is singular to rounding) is taken as a direction without information: its part of x is 0.
 */
export function solvePositive(matrix: Float64Array, right: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const n = right.length;
  factorise(matrix, n);
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= matrix[i * n + k] * x[k];
    x[i] = matrix[i * n + i] === 0 ? 0 : x[i] / matrix[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= matrix[k * n + i] * x[k];
    x[i] = matrix[i * n + i] === 0 ? 0 : x[i] / matrix[i * n + i];
  }
  return x;
}

/** The lower triangle becomes L with A = L L^T; a column without a pivot becomes 0. */
function factorise(matrix: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const before = matrix[j * n + j];
    let pivot = before;
    for (let k = 0; k < j; k++) pivot -= matrix[j * n + k] ** 2;
    const hasPivot = pivot > before * Number.EPSILON * n;
    matrix[j * n + j] = hasPivot ? Math.sqrt(pivot) : 0;
    for (let i = j + 1; i < n; i++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = hasPivot ? sum / matrix[j * n + j] : 0;
    }
  }
}
