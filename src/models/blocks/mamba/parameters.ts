import type { GraphTensor } from "../../../engine/graph/graph.ts";
import type { Initialiser } from "../../../engine/graph/parameter.ts";
import type { Shape } from "../../../kernels-wgsl/index.ts";
import type { BuildContext, RequestedPart } from "../../build/block-build.ts";

/** Shortest initial time step, whatever the range says. */
const LEAST_STEP = 1e-4;

/** Range that clamped time steps keep to. */
export const STEP_LIMITS: readonly [number, number] = [LEAST_STEP, 10];

/** Uniform between plus and minus 1 / sqrt(fan-in), times `factor`. */
export function uniformPart(name: string, shape: Shape, fanIn: number, factor = 1): RequestedPart {
  const high = factor / Math.sqrt(fanIn);
  return { name, shape, initialiser: { kind: "uniform", low: -high, high } };
}

/** The bias whose softplus is log-uniform between the shortest and the longest time step. */
export function stepBias(low: number, high: number): Initialiser {
  const stored = (logarithm: number): number => {
    const step = Math.max(LEAST_STEP, Math.exp(logarithm));
    return step + Math.log(-Math.expm1(-step));
  };
  return { kind: "uniform", low: Math.log(low), high: Math.log(high), stored };
}

/** A matrix that decays and that Muon may take. */
export function matrix(context: Pick<BuildContext<unknown>, "parameter">, part: RequestedPart): GraphTensor {
  return context.parameter({ parts: [part], role: "matrix" });
}

/** A parameter that never decays: biases, rates, skips, gains. */
export function vector(
  context: Pick<BuildContext<unknown>, "parameter">,
  name: string,
  shape: Shape,
  initialiser: Initialiser,
): GraphTensor {
  return context.parameter({ parts: [{ name, shape, initialiser }], role: "vector" });
}
