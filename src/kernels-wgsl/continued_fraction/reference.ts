/** How denominators are kept from poles and overflow, and what the gradient is there. */
export interface FractionGuard {
  /** Smallest |K_d|. */
  readonly eps: number;
  /** Largest |a|. */
  readonly limit: number;
  /** Gradient inside the guard: the closed form with the guarded K_d (as published), or the derivative of what is computed. */
  readonly gradient: "closed-form" | "exact";
}

/** K_0 .. K_d from the tail. */
export function continuants(a: readonly number[]): readonly number[] {
  const depth = a.length;
  const k = [1, a[depth - 1]];
  for (let i = 2; i <= depth; i++) k.push(a[depth - i] * k[i - 1] + k[i - 2]);
  return k;
}

/** sign(k) max(|k|, eps), the sign of 0 being +1. */
export const guarded = (k: number, eps: number): number => (k >= 0 ? 1 : -1) * Math.max(Math.abs(k), eps);

const limited = (a: readonly number[], limit: number): number[] =>
  a.map((value) => Math.min(limit, Math.max(-limit, value)));

/** 1/(a_1 + 1/(a_2 + ... + 1/a_d)) with its guard. */
export function fraction(a: readonly number[], { eps, limit }: FractionGuard): number {
  const k = continuants(limited(a, limit));
  return k[a.length - 1] / guarded(k[a.length], eps);
}

/** Derivatives of the fraction by a_1 .. a_d. */
export function fractionSlopes(a: readonly number[], { eps, limit, gradient }: FractionGuard): readonly number[] {
  const depth = a.length;
  const inside = limited(a, limit);
  const k = continuants(inside);
  const denominator = guarded(k[depth], eps);
  const isClamped = Math.abs(k[depth]) < eps;
  // K(a_2 .. a_(k-1)), growing with k; the empty continuant is 1.
  let [head, before] = [1, 0];
  return inside.map((value, i) => {
    const ratio = k[depth - 1 - i] / denominator;
    let slope = (i % 2 === 0 ? -1 : 1) * ratio * ratio;
    if (isClamped && gradient === "exact") slope = i === 0 ? 0 : head * ratio;
    if (i > 0) [head, before] = [value * head + before, head];
    return value === a[i] ? slope : 0;
  });
}

const fractionsOf = (a: Float64Array, depth: number): number[][] =>
  Array.from({ length: a.length / depth }, (_, i) => [...a.subarray(i * depth, (i + 1) * depth)]);

/** Fractions of a [size, depth]. */
export function continuedFractionReference(a: Float64Array, depth: number, guard: FractionGuard): Float64Array {
  return Float64Array.from(fractionsOf(a, depth), (own) => fraction(own, guard));
}

export function continuedFractionBackwardReference(
  dy: Float64Array,
  a: Float64Array,
  depth: number,
  guard: FractionGuard,
): Float64Array {
  return Float64Array.from(
    fractionsOf(a, depth).flatMap((own, i) => fractionSlopes(own, guard).map((slope) => slope * dy[i])),
  );
}
