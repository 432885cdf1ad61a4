/**
 * The element-wise functions, one row each: WGSL text, float64 truth and, for each argument, the same two of the gradient.
 * In the text x, y, z are the arguments, `k` the immediate, `g` the incoming gradient and T the value type (f32 or
 * vec4f: write `max(x, T(0.0))`, `select(no, yes, condition)`); functions.wgsl is at hand.
 */
export interface RowDefinition {
  readonly wgsl: string;
  readonly value: (values: readonly number[], immediate: number) => number;
  /** One for each argument; null where no gradient flows. */
  readonly slopes: readonly (Slope | null)[];
  readonly hasImmediate?: boolean;
  /** The slopes stand in for a derivative that is zero almost everywhere. */
  readonly isSurrogate?: boolean;
}

export interface Slope {
  /** The product of `g` with the slope. Exactly `g`: the gradient passes unchanged and costs nothing. */
  readonly wgsl: string;
  /** The slope alone. */
  readonly value: (values: readonly number[], immediate: number) => number;
}

const PASS: Slope = { wgsl: "g", value: () => 1 };

const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

const silu = (x: number): number => x * logistic(x);
const siluSlope = (x: number): number => logistic(x) * (1 + x * (1 - logistic(x)));

const GELU_SCALE = Math.sqrt(2 / Math.PI);
const geluInner = (x: number): number => GELU_SCALE * (x + 0.044715 * x ** 3);
function geluTanhSlope(x: number): number {
  const tanh = Math.tanh(geluInner(x));
  return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * GELU_SCALE * (1 + 3 * 0.044715 * x * x);
}

const bell = (x: number): number => Math.exp((-x * x) / 2);

/** Normal distribution function: Taylor series in the middle, Laplace's continued fraction in the tails. */
export function normalDistribution(x: number): number {
  const size = Math.abs(x);
  const density = bell(x) / Math.sqrt(2 * Math.PI);
  if (size < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (x * x) / (2 * n + 1);
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let fraction = size;
  for (let n = 200; n >= 1; n--) fraction = size + n / fraction;
  return x > 0 ? 1 - density / fraction : density / fraction;
}

/** Share of the gradient that goes to the first of two compared arguments; equal ones share. */
const shareOfLarger = (x: number, y: number): number => (x > y ? 1 : x === y ? 0.5 : 0);

export const TABLE: Readonly<Record<string, RowDefinition>> = {
  add: { wgsl: "x + y", value: ([x, y]) => x + y, slopes: [PASS, PASS] },
  subtract: { wgsl: "x - y", value: ([x, y]) => x - y, slopes: [PASS, { wgsl: "-g", value: () => -1 }] },
  multiply: {
    wgsl: "x * y",
    value: ([x, y]) => x * y,
    slopes: [
      { wgsl: "g * y", value: ([, y]) => y },
      { wgsl: "g * x", value: ([x]) => x },
    ],
  },
  divide: {
    wgsl: "x / y",
    value: ([x, y]) => x / y,
    slopes: [
      { wgsl: "g / y", value: ([, y]) => 1 / y },
      { wgsl: "-(g * (x / y)) / y", value: ([x, y]) => -x / (y * y) },
    ],
  },
  negate: { wgsl: "-x", value: ([x]) => -x, slopes: [{ wgsl: "-g", value: () => -1 }] },
  scale: {
    wgsl: "x * k",
    value: ([x], k) => x * k,
    slopes: [{ wgsl: "g * k", value: (_, k) => k }],
    hasImmediate: true,
  },
  shift: { wgsl: "x + k", value: ([x], k) => x + k, slopes: [PASS], hasImmediate: true },
  exp: {
    wgsl: "exp(x)",
    value: ([x]) => Math.exp(x),
    slopes: [{ wgsl: "g * exp(x)", value: ([x]) => Math.exp(x) }],
  },
  log: { wgsl: "log(x)", value: ([x]) => Math.log(x), slopes: [{ wgsl: "g / x", value: ([x]) => 1 / x }] },
  sqrt: {
    wgsl: "sqrt(x)",
    value: ([x]) => Math.sqrt(x),
    slopes: [{ wgsl: "0.5 * g / sqrt(x)", value: ([x]) => 0.5 / Math.sqrt(x) }],
  },
  rsqrt: {
    wgsl: "1.0 / sqrt(x)",
    value: ([x]) => 1 / Math.sqrt(x),
    slopes: [{ wgsl: "-0.5 * g / (x * sqrt(x))", value: ([x]) => -0.5 / (x * Math.sqrt(x)) }],
  },
  reciprocal: {
    wgsl: "1.0 / x",
    value: ([x]) => 1 / x,
    slopes: [{ wgsl: "-g / (x * x)", value: ([x]) => -1 / (x * x) }],
  },
  square: { wgsl: "x * x", value: ([x]) => x * x, slopes: [{ wgsl: "2.0 * g * x", value: ([x]) => 2 * x }] },
  abs: {
    wgsl: "abs(x)",
    value: ([x]) => Math.abs(x),
    slopes: [{ wgsl: "g * sign(x)", value: ([x]) => Math.sign(x) }],
  },
  /** The same; nothing is learned through it. */
  hold: { wgsl: "x", value: ([x]) => x, slopes: [null] },
  sign: { wgsl: "sign(x)", value: ([x]) => Math.sign(x), slopes: [null] },
  equal: { wgsl: "select(T(0.0), T(1.0), x == y)", value: ([x, y]) => Number(x === y), slopes: [null, null] },
  maximum: {
    wgsl: "max(x, y)",
    value: ([x, y]) => Math.max(x, y),
    slopes: [
      { wgsl: "g * (0.5 + 0.5 * sign(x - y))", value: ([x, y]) => shareOfLarger(x, y) },
      { wgsl: "g * (0.5 + 0.5 * sign(y - x))", value: ([x, y]) => shareOfLarger(y, x) },
    ],
  },
  minimum: {
    wgsl: "min(x, y)",
    value: ([x, y]) => Math.min(x, y),
    slopes: [
      { wgsl: "g * (0.5 + 0.5 * sign(y - x))", value: ([x, y]) => shareOfLarger(y, x) },
      { wgsl: "g * (0.5 + 0.5 * sign(x - y))", value: ([x, y]) => shareOfLarger(x, y) },
    ],
  },
  sigmoid: {
    wgsl: "logistic(x)",
    value: ([x]) => logistic(x),
    slopes: [
      { wgsl: "let s = logistic(x); return g * s * (1.0 - s);", value: ([x]) => logistic(x) * (1 - logistic(x)) },
    ],
  },
  tanh: {
    wgsl: "hyperbolic_tangent(x)",
    value: ([x]) => Math.tanh(x),
    slopes: [
      {
        wgsl: "let e = exp(-2.0 * min(abs(x), T(20.0))); let q = 1.0 + e; return g * (4.0 * e / (q * q));",
        value: ([x]) => 1 / Math.cosh(x) ** 2,
      },
    ],
  },
  silu: {
    wgsl: "x * logistic(x)",
    value: ([x]) => silu(x),
    slopes: [
      {
        wgsl: "let s = logistic(x); return g * (s * (1.0 + x * (1.0 - s)));",
        value: ([x]) => siluSlope(x),
      },
    ],
  },
  gelu_tanh: {
    // 0.5 (1 + tanh t) = logistic(2 t): one exp instead of a tanh.
    wgsl: "x * logistic(x * (1.5957691 + 0.07135482 * (x * x)))",
    value: ([x]) => 0.5 * x * (1 + Math.tanh(geluInner(x))),
    slopes: [
      {
        wgsl: `let q = x * x;
  let s = logistic(x * (1.5957691 + 0.07135482 * q));
  return g * (s + x * (s * (1.0 - s)) * (1.5957691 + 0.21406446 * q));`,
        value: ([x]) => geluTanhSlope(x),
      },
    ],
  },
  gelu_erf: {
    wgsl: "x * normal_distribution(x, normal_bell(x))",
    value: ([x]) => x * normalDistribution(x),
    slopes: [
      {
        wgsl: "let bell = normal_bell(x); return g * (normal_distribution(x, bell) + 0.3989423 * x * bell);",
        value: ([x]) => normalDistribution(x) + (x * bell(x)) / Math.sqrt(2 * Math.PI),
      },
    ],
  },
  relu: {
    wgsl: "max(x, T(0.0))",
    value: ([x]) => Math.max(x, 0),
    slopes: [{ wgsl: "select(T(0.0), g, x > T(0.0))", value: ([x]) => Number(x > 0) }],
  },
  relu2: {
    wgsl: "let r = max(x, T(0.0)); return r * r;",
    value: ([x]) => Math.max(x, 0) ** 2,
    slopes: [{ wgsl: "2.0 * g * max(x, T(0.0))", value: ([x]) => 2 * Math.max(x, 0) }],
  },
  // The feature map of linear attention, elu(x) + 1.
  elu_plus_one: {
    wgsl: "select(exp(min(x, T(0.0))), x + T(1.0), x > T(0.0))",
    value: ([x]) => (x > 0 ? x + 1 : Math.exp(x)),
    slopes: [{ wgsl: "g * exp(min(x, T(0.0)))", value: ([x]) => Math.exp(Math.min(x, 0)) }],
  },
  // A code of +-1 with the straight-through slope: 1 where |x| < 1.
  sign_code: {
    wgsl: "select(T(-1.0), T(1.0), x >= T(0.0))",
    value: ([x]) => (x >= 0 ? 1 : -1),
    slopes: [{ wgsl: "select(T(0.0), g, abs(x) < T(1.0))", value: ([x]) => Number(Math.abs(x) < 1) }],
    isSurrogate: true,
  },
  // Holds x within +-|k|; no gradient flows where it is held.
  clip: {
    wgsl: "min(max(x, T(-abs(k))), T(abs(k)))",
    value: ([x], k) => Math.min(Math.max(x, -Math.abs(k)), Math.abs(k)),
    slopes: [{ wgsl: "select(T(0.0), g, abs(x) <= T(abs(k)))", value: ([x], k) => Number(Math.abs(x) <= Math.abs(k)) }],
    hasImmediate: true,
  },
  softplus: {
    wgsl: "max(x, T(0.0)) + log_one_plus(exp(-min(abs(x), T(80.0))))",
    value: ([x]) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    slopes: [{ wgsl: "g * logistic(x)", value: ([x]) => logistic(x) }],
  },
  // x is the gate, y what passes it.
  swiglu: {
    wgsl: "x * logistic(x) * y",
    value: ([x, y]) => silu(x) * y,
    slopes: [
      {
        wgsl: "let s = logistic(x); return g * y * (s * (1.0 + x * (1.0 - s)));",
        value: ([x, y]) => siluSlope(x) * y,
      },
      { wgsl: "g * (x * logistic(x))", value: ([x]) => silu(x) },
    ],
  },
};
