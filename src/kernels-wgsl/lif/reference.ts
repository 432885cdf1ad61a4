/** Extents of x [batch, steps, channels]. */
export interface LifShape {
  readonly batch: number;
  readonly steps: number;
  readonly channels: number;
}

export type Surrogate = "sigmoid" | "atan";

export interface LifAttributes {
  /** Steps in which a membrane forgets, at least 1. */
  readonly tau: number;
  readonly threshold: number;
  /** Potential after a spike and at the start; null subtracts the threshold instead and starts at 0. */
  readonly reset: number | null;
  /** The input too is divided by tau. */
  readonly decaysInput: boolean;
  /** Whose slope stands in for that of the step. */
  readonly surrogate: Surrogate;
  /** Steepness of the surrogate. */
  readonly alpha: number;
  /** No gradient flows through the spike inside the reset. */
  readonly detachesReset: boolean;
}

/** Spike of a potential z above the threshold. */
export type Spike = (z: number) => number;
export const step: Spike = (z) => (z >= 0 ? 1 : 0);

/** Slope that stands in for the step's. */
export function surrogateSlope(z: number, { surrogate, alpha }: LifAttributes): number {
  if (surrogate === "atan") return alpha / 2 / (1 + ((Math.PI * alpha * z) / 2) ** 2);
  const s = 1 / (1 + Math.exp(-alpha * z));
  return alpha * s * (1 - s);
}

/** Potential before the spike from that after the last one. */
export function charged(v: number, x: number, { tau, reset, decaysInput }: LifAttributes): number {
  const leak = v - (reset ?? 0);
  return decaysInput ? v + (x - leak) / tau : v - leak / tau + x;
}

/** Potential after a spike s. */
export function afterReset(h: number, s: number, { reset, threshold }: LifAttributes): number {
  return reset === null ? h - s * threshold : (1 - s) * h + s * reset;
}

/**
 * Spikes and the potentials after them, both [batch, steps, channels]. `spike` and `resetSpikes` (the spikes that reset, if they
 * are not the own ones) are for the tests, which smooth the step and hold the reset's spikes fixed.
 */
export function lifReference(
  x: Float64Array,
  { batch, steps, channels }: LifShape,
  attributes: LifAttributes,
  spike: Spike = step,
  resetSpikes?: Float64Array,
): { readonly s: Float64Array; readonly v: Float64Array } {
  const [s, v] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      let potential = attributes.reset ?? 0;
      for (let t = 0; t < steps; t++) {
        const at = (b * steps + t) * channels + c;
        const h = charged(potential, x[at], attributes);
        s[at] = spike(h - attributes.threshold);
        potential = afterReset(h, resetSpikes?.[at] ?? s[at], attributes);
        v[at] = potential;
      }
    }
  }
  return { s, v };
}

/** dx from ds and dv (absent: zero), walking back in time; the step's slope is the surrogate's. A soft reset needs no s. */
export function lifBackwardReference(
  gradients: { readonly ds: Float64Array | undefined; readonly dv: Float64Array | undefined },
  saved: { readonly x: Float64Array; readonly s: Float64Array | undefined; readonly v: Float64Array },
  { batch, steps, channels }: LifShape,
  attributes: LifAttributes,
): Float64Array {
  const { tau, threshold, reset, decaysInput, detachesReset } = attributes;
  const { x, s, v } = saved;
  const dx = new Float64Array(x.length);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      let carried = 0;
      for (let t = steps - 1; t >= 0; t--) {
        const at = (b * steps + t) * channels + c;
        const before = t === 0 ? (reset ?? 0) : v[at - channels];
        const h = charged(before, x[at], attributes);
        const dPotential = (gradients.dv?.[at] ?? 0) + carried;
        const jump = reset === null ? -threshold : reset - h;
        const dSpike = (gradients.ds?.[at] ?? 0) + (detachesReset ? 0 : dPotential * jump);
        const passes = reset === null ? 1 : 1 - (s?.[at] ?? 0);
        const dh = dSpike * surrogateSlope(h - threshold, attributes) + dPotential * passes;
        dx[at] = decaysInput ? dh / tau : dh;
        carried = dh * (1 - 1 / tau);
      }
    }
  }
  return dx;
}
