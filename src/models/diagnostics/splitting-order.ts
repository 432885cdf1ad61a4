import { STREAMS, threefry2x32, uniformFloat } from "../../lib/threefry.ts";

/** How each part of the equation is solved over one step: exactly, or by one Euler step as a network's layers do. */
export type SubFlow = "exact" | "euler";

export interface SplittingOrder {
  readonly subFlow: SubFlow;
  readonly steps: readonly number[];
  /** Distance from the fine solution at t = 1, one for each number of steps. */
  readonly lie: readonly number[];
  readonly strang: readonly number[];
  /** Slope of log error against log step size between the last two. */
  readonly lieSlope: number;
  readonly strangSlope: number;
}

const DIMENSION = 4;
/** Runge-Kutta steps that stand for an exact solution of one part over one step. */
const FINE_STEPS = 64;
const REFERENCE_STEPS = 8_192;

type Field = (x: Float64Array) => Float64Array;

/** `x -> shape(W x + b) / 2`, W and b uniform in [-1, 1). */
function randomField(seed: number, shape: (value: number) => number): Field {
  const drawn = Float64Array.from(
    { length: DIMENSION * (DIMENSION + 1) },
    (_, index) => 2 * uniformFloat(threefry2x32(seed, STREAMS.init, index, 0)[0]) - 1,
  );
  return (x) =>
    Float64Array.from({ length: DIMENSION }, (_, row) => {
      const start = row * (DIMENSION + 1);
      return (
        0.5 * shape(x.reduce((sum, value, column) => sum + drawn[start + column] * value, drawn[start + DIMENSION]))
      );
    });
}

const moved = (x: Float64Array, velocity: Float64Array, time: number): Float64Array =>
  x.map((value, i) => value + time * velocity[i]);

function rungeKutta(field: Field, start: Float64Array, time: number, steps: number): Float64Array {
  const h = time / steps;
  let x = start;
  for (let step = 0; step < steps; step++) {
    const k1 = field(x);
    const k2 = field(moved(x, k1, h / 2));
    const k3 = field(moved(x, k2, h / 2));
    const k4 = field(moved(x, k3, h));
    x = x.map((value, i) => value + (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
  }
  return x;
}

/**
 * Error of Lie (F, then G) and Strang (half G, F, half G) splitting of `dx/dt = F(x) + G(x)` on [0, 1] in R^4, for
 * small random F (tanh) and G (sin). The particle view of a Transformer: F is attention, G the feed-forward network,
 * one step a block. With Euler sub-flows, which is what layers are, both are of first order.
 */
export function splittingOrder(
  subFlow: SubFlow,
  seed: number,
  steps: readonly number[] = [8, 16, 32, 64],
): SplittingOrder {
  const f = randomField(seed, Math.tanh);
  const g = randomField(seed + 1, Math.sin);
  const flow = (field: Field, x: Float64Array, time: number): Float64Array =>
    subFlow === "euler" ? moved(x, field(x), time) : rungeKutta(field, x, time, FINE_STEPS);
  const start = Float64Array.of(1, -0.5, 0.25, 0.75);
  const both: Field = (x) => moved(f(x), g(x), 1);
  const truth = rungeKutta(both, start, 1, REFERENCE_STEPS);
  const error = (advance: (x: Float64Array, h: number) => Float64Array, count: number): number => {
    let x: Float64Array = start;
    for (let step = 0; step < count; step++) x = advance(x, 1 / count);
    return Math.hypot(...x.map((value, i) => value - truth[i]));
  };
  const lie = steps.map((count) => error((x, h) => flow(g, flow(f, x, h), h), count));
  const strang = steps.map((count) => error((x, h) => flow(g, flow(f, flow(g, x, h / 2), h), h / 2), count));
  return { subFlow, steps, lie, strang, lieSlope: slope(steps, lie), strangSlope: slope(steps, strang) };
}

function slope(steps: readonly number[], errors: readonly number[]): number {
  const [count, finer] = steps.slice(-2);
  const [error, smaller] = errors.slice(-2);
  return Math.log(error / smaller) / Math.log(finer / count);
}
