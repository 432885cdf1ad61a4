/** Settings of the supervised hash; the defaults are the authors'. */
export interface HashLearning {
  readonly bits: number;
  readonly anchors: number;
  /** Most and least similar rows that supervise each row; at most a quarter of the rows. */
  readonly topK: number;
  readonly iterations: number;
  readonly learningRate: number;
  readonly momentum: number;
}

export const HASH_LEARNING: HashLearning = {
  bits: 16,
  anchors: 25,
  topK: 10,
  iterations: 100,
  learningRate: 5e-4,
  momentum: 0.9,
};

/** Frozen numbers of one head: directions [b, m], means [m], anchors [dh, m]. */
export interface LearnedHash {
  readonly directions: Float64Array;
  readonly means: Float64Array;
  readonly anchors: Float64Array;
  /** -(1 / (n b)) sum of target times code similarity over the bits: of the random start, and of what was kept. */
  readonly objective: { readonly before: number; readonly after: number };
}

const sign = (value: number): number => (value >= 0 ? 1 : -1);
const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** Rows' targets: +1 at the most similar of each row, -1 at the least, 0 else; made symmetric. */
export function similarityTargets(rows: readonly Float64Array[], topK: number): Float64Array[] {
  const n = rows.length;
  const taken = Math.max(1, Math.min(topK, Math.floor(n / 4)));
  const targets = rows.map(() => new Float64Array(n));
  rows.forEach((row, i) => {
    const order = rows.map((other, j) => [dot(row, other), j] as const).sort(([a, i0], [b, j0]) => b - a || i0 - j0);
    const supervised: [number, number][] = [];
    for (const [, j] of order.slice(0, taken)) supervised.push([j, 0.5]);
    for (const [, j] of order.slice(-taken)) supervised.push([j, -0.5]);
    for (const [j, half] of supervised) {
      targets[i][j] += half;
      targets[j][i] += half;
    }
  });
  return targets;
}

/** -(1 / (n b)) y^T Res y. */
export function bitObjective(residual: readonly Float64Array[], y: Float64Array, bits: number): number {
  return -residual.reduce((sum, row, i) => sum + y[i] * dot(row, y), 0) / (residual.length * bits);
}

/** Gradient of `bitObjective` at y = 2 logistic(kernel a) - 1 with respect to a; the residual is symmetric. */
export function bitGradient(
  residual: readonly Float64Array[],
  kernel: readonly Float64Array[],
  a: Float64Array,
  bits: number,
): Float64Array {
  const n = residual.length;
  const half = Float64Array.from(kernel, (row) => 1 / (1 + Math.exp(-dot(row, a))));
  const y = half.map((value) => 2 * value - 1);
  const gradient = new Float64Array(a.length);
  for (let i = 0; i < n; i++) {
    // The innermost loop of the learning, so it stands here, on arrays of one kind.
    const row = residual[i];
    let sum = 0;
    for (let j = 0; j < n; j++) sum += row[j] * y[j];
    const slope = (-2 / (n * bits)) * sum * 2 * half[i] * (1 - half[i]);
    for (let k = 0; k < a.length; k++) gradient[k] += slope * kernel[i][k];
  }
  return gradient;
}

/**
 * Learns one head's hash from its normalised token vectors, bit by bit, without labels: each bit explains what the bits before
 * it left of `b` times the targets. `normal` draws the random starts, `pick(count, n)` distinct rows for the anchors.
 */
export function learnHash(
  rows: readonly Float64Array[],
  settings: HashLearning,
  normal: () => number,
  pick: (count: number, n: number) => readonly number[],
): LearnedHash {
  const { bits, anchors: m, iterations, learningRate, momentum } = settings;
  const points = pick(m, rows.length).map((row) => rows[row]);
  const kernel = rows.map((row) => kernelRow(row, points));
  const means = Float64Array.from({ length: m }, (_, a) => kernel.reduce((sum, k) => sum + k[a], 0) / rows.length);
  const centred = kernel.map((row) => row.map((value, a) => value - means[a]));
  const residual = similarityTargets(rows, settings.topK).map((row) => row.map((value) => bits * value));
  const directions = new Float64Array(bits * m);
  const objective = { before: 0, after: 0 };
  for (let bit = 0; bit < bits; bit++) {
    const start = Float64Array.from({ length: m }, normal);
    const codeOf = (a: Float64Array): Float64Array => Float64Array.from(centred, (row) => sign(dot(row, a)));
    const before = bitObjective(residual, codeOf(start), bits);
    const learned = descend(
      start,
      (at) => bitGradient(residual, centred, at, bits),
      iterations,
      learningRate,
      momentum,
    );
    const after = bitObjective(residual, codeOf(learned), bits);
    const kept = after < before ? learned : start;
    objective.before += before;
    objective.after += Math.min(before, after);
    directions.set(kept, bit * m);
    const code = codeOf(kept);
    residual.forEach((row, i) => code.forEach((other, j) => (row[j] -= code[i] * other)));
  }
  const anchors = Float64Array.from({ length: rows[0].length * m }, (_, at) => points[at % m][Math.floor(at / m)]);
  return { directions, means, anchors, objective };
}

function kernelRow(row: Float64Array, points: readonly Float64Array[]): Float64Array {
  const distances = points.map((point) => row.reduce((sum, value, i) => sum + (value - point[i]) ** 2, 0));
  const spread = Math.max(1e-4, distances.reduce((sum, d) => sum + d, 0) / points.length);
  return Float64Array.from(distances, (d) => Math.exp(-d / (2 * spread)));
}

/** Gradient descent with Nesterov's momentum. */
function descend(
  start: Float64Array,
  gradientAt: (at: Float64Array) => Float64Array,
  iterations: number,
  learningRate: number,
  momentum: number,
): Float64Array {
  const at = Float64Array.from(start);
  const velocity = new Float64Array(at.length);
  for (let step = 0; step < iterations; step++) {
    const gradient = gradientAt(at);
    for (let i = 0; i < at.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i];
      at[i] -= learningRate * (gradient[i] + momentum * velocity[i]);
    }
  }
  return at;
}
