import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  read,
  sizeOf,
  write,
  type Application,
  type Launch,
  type Operator,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import continuants from "./continuants.wgsl?raw";
import { fractionCost, slopeCost } from "./cost.ts";
import forward from "./forward.wgsl?raw";
import { continuedFractionBackwardReference, continuedFractionReference, type FractionGuard } from "./reference.ts";

/** Denominators that the kernels hold in registers. */
export const MAX_DEPTH = 8;

const depthOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

export function checkDepth(operator: string, depth: number): void {
  if (depth >= 1 && depth <= MAX_DEPTH) return;
  throw new Failure(
    `${operator}: a fraction of depth ${depth} was asked for; depths from 1 to ${MAX_DEPTH} are computed.`,
  );
}

/** y [...] = 1/(a_1 + 1/(a_2 + ... + 1/a_d)) of a [..., d]; a lone fraction [d] gives [1]. */
export const continuedFraction: Operator<FractionGuard> = {
  name: "continued_fraction",
  infer([a]) {
    checkDepth("continued_fraction", depthOf(a));
    const shape = a.shape.slice(0, -1);
    return [{ shape: shape.length === 0 ? [1] : shape, dtype: "f32" }];
  },
  reference: ([a], guard, [spec]) => [continuedFractionReference(a, depthOf(spec), guard)],
  gradient: (tape, { inputs: [a], attributes }, [dy]) => [
    dy === null ? null : tape.apply(continuedFractionBackward, [dy, a], attributes)[0],
  ],
  lower: (application) => [lowerPass(application, application.inputs[0], false)],
};

/** Inputs dy [...], a [..., d]; output da. */
export const continuedFractionBackward: Operator<FractionGuard> = {
  name: "continued_fraction_backward",
  infer: ([, a]) => [a],
  reference: ([dy, a], guard, [, spec]) => [continuedFractionBackwardReference(dy, a, depthOf(spec), guard)],
  lower: (application) => [lowerPass(application, application.inputs[1], true)],
};

function lowerPass(
  { inputs, outputs, attributes: { eps, limit, gradient } }: Application<FractionGuard>,
  a: TensorSpec,
  isBackward: boolean,
): Launch {
  const depth = depthOf(a);
  const size = sizeOf(a.shape) / depth;
  const isExact = gradient === "exact";
  const cost = isBackward ? slopeCost(depth, isExact) : fractionCost(depth);
  const bytesRead = 4 * size * (isBackward ? depth + 1 : depth);
  const bytesWritten = 4 * size * (isBackward ? depth : 1);
  return {
    label: isBackward ? "continued_fraction_backward" : "continued_fraction",
    source: expand(
      isBackward ? backward : forward,
      withPack(1, {
        constants: { D: depth, HAS_SLOPES: isBackward, IS_EXACT: isExact },
        snippets: { CONTINUANTS: continuants },
      }),
    ),
    params: { size, eps, limit },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: size * (cost.multiplies + (isBackward ? depth : 0)),
      adds: size * (cost.adds + (isBackward ? depth : 0)),
      specials: size * cost.specials,
      bytesRead,
      bytesWritten,
      bytesTouched: bytesRead + bytesWritten,
      launches: 1,
    },
  };
}
