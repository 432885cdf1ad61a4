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
import { rmsnormBackward, rmsnormBackwardWeight } from "./backward.ts";
import forward from "./forward.wgsl?raw";
import { rmsnormReference } from "./reference.ts";

export interface RmsnormAttributes {
  /** Added to the mean square inside the root. */
  readonly eps: number;
  /** Contiguous pieces of a row that are normalised separately; 1 is the ordinary norm. */
  readonly groups: number;
}

function checkShapes([x, weight]: readonly TensorSpec[], groups: number): void {
  const channels = x.shape[x.shape.length - 1];
  if (channels % groups !== 0) {
    throw new Failure(
      `rmsnorm cannot cut ${channels} channels into ${groups} equal groups. Choose a number of groups that divides ${channels}.`,
    );
  }
  if ((weight as TensorSpec | undefined) !== undefined && sizeOf(weight.shape) !== channels) {
    throw new Failure(
      `rmsnorm's weight has shape [${weight.shape.join(", ")}]; for input [${x.shape.join(", ")}] it must be [${channels}].`,
    );
  }
}

function lowerForward(
  { inputs, outputs, attributes: { eps, groups } }: Application<RmsnormAttributes>,
  traits: DeviceTraits,
): Launch {
  const [x, ...weight] = inputs;
  const size = sizeOf(x.shape);
  const channels = x.shape[x.shape.length - 1];
  const extent = channels / groups;
  const pack = packOf(extent);
  const pieces = size / extent;
  const hasWeight = weight.length > 0;
  const reduction = rowReductionCost(pieces, 1, traits);
  return {
    label: "rmsnorm",
    source: expandPackedRowKernel(forward, pack, traits, { constants: { HAS_WEIGHT: hasWeight } }),
    params: { pieces, packs: extent / pack, groups, epsilon: eps },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(pieces, rowsPerWorkgroup(traits)),
    counters: {
      ...NO_COST,
      multiplies: (hasWeight ? 3 : 2) * size,
      adds: size + pieces + reduction.adds + packSumAdds(pieces, 1, pack, traits),
      specials: 2 * pieces,
      bytesRead: 4 * (size + (hasWeight ? channels : 0)),
      bytesWritten: 4 * (size + pieces),
      bytesTouched: 4 * ((hasWeight ? 4 : 3) * size + pieces),
      workgroupBytes: reduction.workgroupBytes,
      launches: 1,
    },
  };
}

/** y = x / sqrt(mean(x^2) + eps) * weight over each piece of the last axis; inputs x [..., C], weight [C]?; outputs y, rstd [rows, groups]. */
export const rmsnorm: Operator<RmsnormAttributes> = {
  name: "rmsnorm",
  infer(inputs, { groups }) {
    checkShapes(inputs, groups);
    const [x] = inputs;
    return [x, f32(sizeOf(x.shape) / x.shape[x.shape.length - 1], groups)];
  },
  reference([x, weight], { eps, groups }, [spec]) {
    const { y, rstd } = rmsnormReference(x, weight, spec.shape[spec.shape.length - 1], groups, eps);
    return [y, rstd];
  },
  gradient(tape, { inputs: [x, ...weight], outputs: [, rstd], attributes: { groups } }, [dy], wants) {
    if (dy === null) return [null, null];
    const hasWeight = weight.length > 0;
    return [
      wants[0] ? tape.apply(rmsnormBackward, [dy, x, rstd, ...weight], { groups, hasWeight })[0] : null,
      ...weight.map(() => (wants[1] ? tape.apply(rmsnormBackwardWeight, [dy, x, rstd], { groups })[0] : null)),
    ];
  },
  lower: (application, _scratch, traits) => [lowerForward(application, traits)],
};
