import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { expandPackedRowKernel, packOf, packSumAdds, rowReductionCost, withPack } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import backwardWeight from "./backward-weight.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { rollSumReference, rollSumWeightReference, type RollShape } from "./reference.ts";

export interface RollSumAttributes {
  /** Rolls the other way: the transpose for the values, which the backward pass needs. */
  readonly isAdjoint: boolean;
}

function rollShape(v: TensorSpec, delays: TensorSpec): RollShape {
  const [batch, length, channels] = v.shape;
  const [choices, terms] = delays.shape;
  if (v.shape.length !== 3 || delays.shape.length !== 2 || (choices !== batch && choices !== 1)) {
    throw new Failure(
      `roll_sum rolls series [B, L, C] by delays [B, k] or [1, k]; it was given [${v.shape.join(", ")}] and [${delays.shape.join(", ")}].`,
    );
  }
  return { batch, length, channels, terms };
}

const bytesOf = (tensors: readonly Tensor[]): number => tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);

/** How far the delays of one series lie from those of the next. */
const strideOf = ({ shape: [choices, terms] }: TensorSpec, batch: number): number => (choices === batch ? terms : 0);

/** Weighted sum of rolled series: v [B, L, C], delays u32 [B, k] or [1, k] below L, weights [B, k]; result [B, L, C]. */
export const rollSum: Operator<RollSumAttributes> = {
  name: "roll_sum",
  infer([v, delays, weights]) {
    const { batch, terms } = rollShape(v, delays);
    if (weights.shape[0] !== batch || weights.shape[1] !== terms) {
      throw new Failure(
        `roll_sum needs a weight for each of ${terms} delays of ${batch} series, not [${weights.shape.join(", ")}].`,
      );
    }
    return [v];
  },
  reference: (inputs, { isAdjoint }, [v, delays]) => [rollSumReference(inputs, rollShape(v, delays), isAdjoint)],
  gradient(tape, { inputs: [v, delays, weights], attributes: { isAdjoint } }, [dy], wants) {
    if (isAdjoint) throw new Failure("roll_sum: its adjoint is not differentiated.");
    if (dy === null) return [null, null, null];
    return [
      wants[0] ? tape.apply(rollSum, [dy, delays, weights], { isAdjoint: true })[0] : null,
      null,
      wants[2] ? tape.apply(rollSumBackwardWeight, [dy, v, delays], {})[0] : null,
    ];
  },
  lower({ inputs, outputs, attributes: { isAdjoint } }) {
    const [v, delays] = inputs;
    const { batch, length, channels, terms } = rollShape(v, delays);
    const [size, pack] = [batch * length * channels, packOf(channels)];
    return [
      {
        label: "roll_sum",
        source: expand(forward, withPack(pack)),
        params: {
          size: size / pack,
          packs: channels / pack,
          length,
          terms,
          stride: strideOf(delays, batch),
          is_adjoint: Number(isAdjoint),
        },
        bindings: [...inputs.map(read), ...outputs.map(write)],
        workgroups: foldWorkgroups(size / pack, 64),
        counters: {
          ...NO_COST,
          multiplies: size * terms,
          adds: size * terms,
          bytesRead: bytesOf(inputs),
          bytesWritten: 4 * size,
          bytesTouched: 4 * (size * (terms + 1) + (2 * terms * size) / pack),
          launches: 1,
        },
      },
    ];
  },
};

/** dweights [B, k] from dy, v [B, L, C] and delays. */
export const rollSumBackwardWeight: Operator = {
  name: "roll_sum_backward_weight",
  infer([dy, , delays]) {
    const { batch, terms } = rollShape(dy, delays);
    return [f32(batch, terms)];
  },
  reference: (inputs, _attributes, [dy, , delays]) => [rollSumWeightReference(inputs, rollShape(dy, delays))],
  lower({ inputs, outputs }, _scratch, traits) {
    const [dy, , delays] = inputs;
    const { batch, length, channels, terms } = rollShape(dy, delays);
    const [rows, pack] = [batch * terms, packOf(channels)];
    const products = rows * length * channels;
    const reduction = rowReductionCost(rows, 1, traits);
    return [
      {
        label: "roll_sum_backward_weight",
        source: expandPackedRowKernel(backwardWeight, pack, traits),
        params: { rows, packs: channels / pack, length, terms, stride: strideOf(delays, batch) },
        bindings: [...inputs.map(read), ...outputs.map(write)],
        workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products + reduction.adds + packSumAdds(rows, 1, pack, traits),
          bytesRead: bytesOf(inputs),
          bytesWritten: 4 * rows,
          bytesTouched: 4 * (2 * products + 2 * rows),
          workgroupBytes: reduction.workgroupBytes,
          launches: 1,
        },
      },
    ];
  },
};
