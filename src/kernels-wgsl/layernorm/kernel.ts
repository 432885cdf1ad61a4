import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { expandPackedRowKernel, packOf, packSumAdds, rowReductionCost } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import { layernormBackward, layernormBackwardWeight } from "./backward.ts";
import forward from "./forward.wgsl?raw";
import { layernormReference } from "./reference.ts";

export interface LayernormAttributes {
  /** Added to the variance inside the root. */
  readonly eps: number;
}

function checkShapes([x, ...parameters]: readonly TensorSpec[]): void {
  const channels = x.shape[x.shape.length - 1];
  for (const { shape } of parameters) {
    if (sizeOf(shape) === channels) continue;
    throw new Failure(
      `layernorm's weight or bias has shape [${shape.join(", ")}]; for input [${x.shape.join(", ")}] it must be [${channels}].`,
    );
  }
}

function lowerForward(
  { inputs, outputs, attributes: { eps } }: Application<LayernormAttributes>,
  traits: DeviceTraits,
): Launch {
  const [x, ...parameters] = inputs;
  const size = sizeOf(x.shape);
  const channels = x.shape[x.shape.length - 1];
  const pack = packOf(channels);
  const rows = size / channels;
  const [hasWeight, hasBias] = [parameters.length > 0, parameters.length > 1];
  const reduction = rowReductionCost(rows, 3, traits);
  return {
    label: "layernorm",
    source: expandPackedRowKernel(forward, pack, traits, {
      constants: { HAS_WEIGHT: hasWeight, HAS_BIAS: hasBias },
    }),
    params: { rows, packs: channels / pack, epsilon: eps },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
    counters: {
      ...NO_COST,
      multiplies: (hasWeight ? 3 : 2) * size + rows,
      adds: (hasBias ? 7 : 6) * size + 3 * rows + reduction.adds + packSumAdds(rows, 3, pack, traits),
      specials: 4 * rows,
      bytesRead: 4 * (size + parameters.length * channels),
      bytesWritten: 4 * (size + 2 * rows),
      bytesTouched: 4 * ((4 + parameters.length) * size + 2 * rows),
      workgroupBytes: reduction.workgroupBytes,
      launches: 1,
    },
  };
}

/**
 * y = (x - mean) / sqrt(variance + eps) * weight + bias over the last axis, with the biased variance. Inputs x [..., C],
 * weight [C]?, bias [C]?; outputs y, mean [rows], rstd [rows].
 */
export const layernorm: Operator<LayernormAttributes> = {
  name: "layernorm",
  infer(inputs) {
    checkShapes(inputs);
    const [x] = inputs;
    const rows = sizeOf(x.shape) / x.shape[x.shape.length - 1];
    return [x, f32(rows), f32(rows)];
  },
  reference([x, weight, bias], { eps }, [spec]) {
    const { y, mean, rstd } = layernormReference(x, weight, bias, spec.shape[spec.shape.length - 1], eps);
    return [y, mean, rstd];
  },
  gradient(tape, { inputs: [x, ...parameters], outputs: [, mean, rstd] }, [dy], wants) {
    if (dy === null) return wants.map(() => null);
    const weight = parameters.slice(0, 1);
    const hasWeight = weight.length > 0;
    const hasBias = parameters.length > 1;
    const dx = wants[0] ? tape.apply(layernormBackward, [dy, x, mean, rstd, ...weight], { hasWeight })[0] : null;
    const wantsParameters = wants.slice(1).some((one) => one);
    const parameterGradients = wantsParameters
      ? tape.apply(layernormBackwardWeight, [dy, x, mean, rstd], { hasBias })
      : parameters.map(() => null);
    return [dx, ...parameterGradients];
  },
  lower: (application, _scratch, traits) => [lowerForward(application, traits)],
};
