// Functions that rows of the table call, written for one value T (f32 or vec4f). They call built-in functions only.

fn logistic(x: T) -> T {
  return 1.0 / (1.0 + exp(-clamp(x, T(-80.0), T(80.0))));
}

// log(1 + e) for e in [0, 1] as 2 atanh(e / (2 + e)): keeps its relative accuracy where e is tiny, which log(1 + e) loses.
fn log_one_plus(e: T) -> T {
  let s = e / (e + 2.0);
  let q = s * s;
  let series = 1.0 + q * (0.33333334 + q * (0.2 + q * (0.14285715 + q * (0.11111111 + q * (0.09090909 + q * (0.07692308 + q * 0.06666667))))));
  return 2.0 * s * series;
}

// Normal density at x without its constant, exp(-x^2 / 2).
fn normal_bell(x: T) -> T {
  let near = min(abs(x), T(12.0));
  return exp(-0.5 * near * near);
}

// Normal distribution function: the tail is bell * t * P(t), t = 1 / (1 + 0.47729708 |x|), with P a minimax fit of the scaled
// complementary error function (relative error 8e-8), so that both tails keep their relative accuracy.
fn normal_distribution(x: T, bell: T) -> T {
  let t = 1.0 / (1.0 + 0.47729708 * abs(x));
  let head = 0.29473272 + t * (-1.1020924 + t * (1.1615276 + t * (-0.5543397 + t * 0.10480141)));
  let series = 0.38086772 + t * (0.37967193 + t * (0.30814508 + t * (0.026685763 + t * head)));
  let tail = 0.5 * bell * t * series;
  return select(tail, 1.0 - tail, x > T(0.0));
}

// The polynomial serves small arguments, where 1 - exp would cancel.
fn hyperbolic_tangent(x: T) -> T {
  let e = exp(-2.0 * min(abs(x), T(20.0)));
  let q = x * x;
  let small = x * (1.0 - q * (0.33333334 - q * (0.13333334 - q * (0.053968254 - q * 0.021869488))));
  let large = sign(x) * ((1.0 - e) / (1.0 + e));
  return select(large, small, abs(x) < T(0.25));
}
