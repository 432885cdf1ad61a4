import { solvePositive } from "../../../lib/linear-system.ts";

/** What is known of a row before a value is asked: points [i, d] with their values [i]. */
export interface Known {
  readonly points: readonly (readonly number[])[];
  readonly values: readonly number[];
}

/** Predicts the value of a point from the pairs before it. */
export type Predict = (known: Known, point: readonly number[]) => number;

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The products of all pairs of vectors, [n, n], with `ridge` added to the diagonal. */
function gram(vectors: readonly ArrayLike<number>[], ridge: number): Float64Array {
  const n = vectors.length;
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return dot(vectors[i], vectors[j]) + (i === j ? ridge : 0);
  });
}

function columnsOf(points: Known["points"], width: number): number[][] {
  return Array.from({ length: width }, (_, j) => points.map((point) => point[j]));
}

/**
 * Least squares with a penalty of `ridge` on the squared length of the weights; with 0 the solution of least length where there are
 * fewer pairs than numbers in a point.
 */
export function ridgeRegression(ridge: number): Predict {
  return ({ points, values }, point) => {
    if (points.length === 0) return 0;
    // The smaller of the two systems: X^T (X X^T + r)^-1 y, or (X^T X + r)^-1 X^T y.
    if (points.length < point.length) {
      const combination = solvePositive(gram(points, ridge), values);
      return points.reduce((sum, other, i) => sum + combination[i] * dot(other, point), 0);
    }
    const columns = columnsOf(points, point.length);
    const weights = solvePositive(
      gram(columns, ridge),
      columns.map((column) => dot(column, values)),
    );
    return dot(weights, point);
  };
}

export const leastSquares: Predict = ridgeRegression(0);

/** `steps` steps down the gradient of half the mean squared error, from weights 0, with one fixed rate. */
export function gradientDescent(steps: number, rate: number): Predict {
  return ({ points, values }, point) => {
    if (points.length === 0) return 0;
    const weights = new Float64Array(point.length);
    for (let step = 0; step < steps; step++) {
      const errors = points.map((other, i) => values[i] - dot(weights, other));
      for (let j = 0; j < weights.length; j++) {
        weights[j] += (rate / points.length) * points.reduce((sum, other, i) => sum + errors[i] * other[j], 0);
      }
    }
    return dot(weights, point);
  };
}

/** Mean squared error of a row's first, second ... value, each predicted from the pairs before it, [n]. */
export function errorsByExample(rows: readonly Known[], predict: Predict): number[] {
  const [{ values: first }] = rows;
  return first.map((_, i) => {
    const squares = rows.map(({ points, values }) => {
      const known = { points: points.slice(0, i), values: values.slice(0, i) };
      return (predict(known, points[i]) - values[i]) ** 2;
    });
    return squares.reduce((sum, square) => sum + square, 0) / rows.length;
  });
}

/** The one of several settings whose errors are smallest on the rows, over all examples. */
export function bestSetting(
  rows: readonly Known[],
  settings: readonly number[],
  make: (setting: number) => Predict,
): number {
  const errors = settings.map((setting) => errorsByExample(rows, make(setting)).reduce((sum, error) => sum + error, 0));
  return settings[errors.indexOf(Math.min(...errors))];
}
