/** A fixed linear system m_t = A m_{t-1} + B u_t, row-major. */
export interface LinearSystem {
  /** [memory, memory] */
  readonly a: Float64Array;
  /** [memory] */
  readonly b: Float64Array;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += factor * b[k * n + j];
    }
  }
  return c;
}

/** Terms of Taylor's series that a norm of 1/16 needs: the next is below 16^-11 / 11!, a millionth of the rounding. */
const TERMS = 10;

/** exp of a matrix [n, n]: Taylor's series of the matrix halved until its norm is at most 1/16, squared as often. */
function matrixExponential(matrix: Float64Array, n: number): Float64Array {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    norm = Math.max(
      norm,
      matrix.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + Math.abs(value), 0),
    );
  }
  const halvings = Math.max(0, Math.ceil(Math.log2(norm * 16 + 1e-300)));
  const small = matrix.map((value) => value / 2 ** halvings);
  let term = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  let sum: Float64Array = term;
  for (let k = 1; k <= TERMS; k++) {
    term = product(term, small, n).map((value) => value / k);
    sum = sum.map((value, at) => value + term[at]);
  }
  for (let k = 0; k < halvings; k++) sum = product(sum, sum, n);
  return sum;
}

/**
 * The Legendre memory of `memory` numbers over a window of `theta` steps, discretised with a zero-order hold of one step:
 * the exponential of [[A, B], [0, 0]] holds both results.
 */
export function legendreMemory(memory: number, theta: number): LinearSystem {
  const key = `${memory} ${theta}`;
  const kept = SYSTEMS.get(key) ?? discretised(memory, theta);
  if (SYSTEMS.size >= MOST_SYSTEMS) SYSTEMS.clear();
  SYSTEMS.set(key, kept);
  return kept;
}

/** Every layer of a network asks for the same system, every plan anew; one of 256 numbers takes a second. */
const SYSTEMS = new Map<string, LinearSystem>();
const MOST_SYSTEMS = 16;

function discretised(memory: number, theta: number): LinearSystem {
  const n = memory + 1;
  const joint = new Float64Array(n * n);
  for (let i = 0; i < memory; i++) {
    const rate = (2 * i + 1) / theta;
    for (let j = 0; j < memory; j++) joint[i * n + j] = rate * (i < j ? -1 : (-1) ** (i - j + 1));
    joint[i * n + memory] = rate * (-1) ** i;
  }
  const discrete = matrixExponential(joint, n);
  return {
    a: Float64Array.from({ length: memory * memory }, (_, at) => discrete[Math.floor(at / memory) * n + (at % memory)]),
    b: Float64Array.from({ length: memory }, (_, i) => discrete[i * n + memory]),
  };
}

/** What the memory holds k steps after an impulse: rows A^k B for k = 0 .. steps - 1, [steps, memory]. */
export function impulseResponse({ a, b }: LinearSystem, steps: number): Float64Array {
  const memory = b.length;
  const table = new Float64Array(steps * memory);
  table.set(b);
  for (let at = memory; at < table.length; at++) {
    const [row, before] = [at % memory, at - (at % memory) - memory];
    for (let j = 0; j < memory; j++) table[at] += a[row * memory + j] * table[before + j];
  }
  return table;
}
