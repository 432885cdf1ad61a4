/** Added to the diagonal, relative to its mean, so that equal inputs do not make the equations singular. */
const RIDGE = 1e-4;

/** Lower triangle L with L L' = A, in place of A [n, n]. */
function cholesky(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j];
    for (let k = 0; k < j; k++) pivot -= a[j * n + k] ** 2;
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / root;
    }
  }
}

/** Solves L L' x = b. */
function solve(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}

/** Weights [outputs][inputs] that map inputs to targets with the least squared error, by the normal equations with a small ridge. */
export function leastSquares(inputs: readonly Float64Array[], targets: readonly Float64Array[]): Float64Array[] {
  const [n, outputs] = [inputs[0].length, targets[0].length];
  const gram = new Float64Array(n * n);
  const moments = Array.from({ length: outputs }, () => new Float64Array(n));
  inputs.forEach((x, window) => {
    for (let i = 0; i < n; i++) {
      const [value, row] = [x[i], i * n];
      for (let j = 0; j <= i; j++) gram[row + j] += value * x[j];
    }
    for (let o = 0; o < outputs; o++) {
      const [moment, target] = [moments[o], targets[window][o]];
      for (let i = 0; i < n; i++) moment[i] += x[i] * target;
    }
  });
  const trace = inputs.reduce((sum, x) => sum + x.reduce((part, value) => part + value * value, 0), 0);
  for (let i = 0; i < n; i++) gram[i * n + i] += (RIDGE * trace) / n + Number.MIN_VALUE;
  cholesky(gram, n);
  return moments.map((moment) => solve(gram, n, moment));
}
