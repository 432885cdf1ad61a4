import { NO_COST, type Counters } from "../../lib/counters.ts";
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
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { expandPackedRowKernel, lanesOf, packOf, packSumAdds, rowReductionCost } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import { rowCost } from "../elementwise/functions.ts";
import { map } from "../elementwise/kernel.ts";
import { rowNamed } from "../elementwise/row.ts";
import { emitActivation } from "../glu/activation.ts";
import { matmul } from "../matmul/kernel.ts";
import { softmax } from "../softmax/kernel.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { pattentionBackwardReference, pattentionReference, type PattentionNorm } from "./reference.ts";

export interface PattentionAttributes {
  /** Whether GELU follows the norm, or comes before it. */
  readonly norm: PattentionNorm;
  /** Norm of a row before (or after) GELU: the root of the number of tokens at creation. */
  readonly tau: number;
}

const tokensOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

/** Weights of scores s [..., n]; outputs the weights and, for the backward pass, the inverse norm of each row. */
export const pattention: Operator<PattentionAttributes> = {
  name: "pattention",
  infer([s], { tau }) {
    if (!(tau > 0)) throw new Failure(`pattention: tau is ${tau}, but rows are scaled to it; it must be positive.`);
    return [s, f32(sizeOf(s.shape) / tokensOf(s))];
  },
  reference([s], { norm, tau }, [spec]) {
    const { weights, inverseNorm } = pattentionReference(s, tokensOf(spec), norm, tau);
    return [weights, inverseNorm];
  },
  gradient: (tape, { inputs: [s], outputs: [, inverseNorm], attributes }, [dy]) => [
    dy === null ? null : tape.apply(pattentionBackward, [dy, s, inverseNorm], attributes)[0],
  ],
  lower: (application, _scratch, traits) => [lowerPass(application, traits, "pattention")],
};

/** Inputs dweights, s [..., n], inverse norm [rows]; output ds. */
export const pattentionBackward: Operator<PattentionAttributes> = {
  name: "pattention_backward",
  infer: ([dy]) => [dy],
  reference: ([dy, s, inverseNorm], { norm, tau }) => [pattentionBackwardReference(dy, s, inverseNorm, norm, tau)],
  lower: (application, _scratch, traits) => [lowerPass(application, traits, "pattention_backward")],
};

function lowerPass(
  { inputs, outputs, attributes: { norm, tau } }: Application<PattentionAttributes>,
  traits: DeviceTraits,
  label: "pattention" | "pattention_backward",
): Launch {
  const isBackward = label === "pattention_backward";
  const size = sizeOf(outputs[0].shape);
  const tokens = tokensOf(outputs[0]);
  const rows = size / tokens;
  const pack = packOf(tokens);
  const isGeluFirst = norm === "gelu_l2_norm";
  const { wgsl } = emitActivation("gelu_erf", pack, isBackward);
  return {
    label,
    source: expandPackedRowKernel(isBackward ? backward : forward, pack, traits, {
      constants: { GELU_FIRST: isGeluFirst },
      snippets: { ACTIVATION: wgsl },
    }),
    params: { rows, packs: tokens / pack, tau },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
    counters: countersOf({ rows, tokens, pack, isGeluFirst, isBackward }, traits),
  };
}

interface PassSize {
  readonly rows: number;
  readonly tokens: number;
  readonly pack: 1 | 4;
  readonly isGeluFirst: boolean;
  readonly isBackward: boolean;
}

function countersOf({ rows, tokens, pack, isGeluFirst, isBackward }: PassSize, traits: DeviceTraits): Counters {
  const size = rows * tokens;
  const reduction = rowReductionCost(rows, 1, traits);
  const gelu = rowCost(rowNamed("gelu_erf"));
  const slope = rowCost(rowNamed("gelu_erf.d0"));
  // How often each is evaluated for an element; the order of norm and GELU decides which pass needs it.
  const gelus = isBackward ? (isGeluFirst ? 2 : 0) : isGeluFirst ? 2 : 1;
  const slopes = isBackward ? (isGeluFirst ? 1 : 2) : 0;
  // Forward: a square and a scale. Backward: the product, then scale and pull; scores are scaled twice more before GELU's slope.
  const products = isBackward ? (isGeluFirst ? 3 : 5) : 2;
  const sums = isBackward ? 2 : 1;
  const bytesRead = 4 * (isBackward ? 2 * size + rows : size);
  const bytesWritten = 4 * (isBackward ? size : size + rows);
  return {
    ...NO_COST,
    multiplies: size * (products + gelus * gelu.multiplies + slopes * slope.multiplies) + rows * (isBackward ? 3 : 1),
    adds:
      size * (sums + gelus * gelu.adds + slopes * slope.adds) +
      (isBackward ? 0 : rows) +
      reduction.adds +
      packSumAdds(rows, 1, pack, traits),
    specials: size * (gelus * gelu.specials + slopes * slope.specials) + (isBackward ? 0 : rows),
    bytesRead,
    bytesWritten,
    bytesTouched: isBackward ? 4 * (5 * size + rows * lanesOf(traits)) : 4 * (3 * size + rows),
    workgroupBytes: reduction.workgroupBytes,
    launches: 1,
  };
}

export interface PattentionSettings {
  readonly norm: PattentionNorm | "softmax";
  readonly tau: number;
}

/**
 * y = theta(x key^T) value: attention over learned tokens, key [..., n, in], value [..., n, out]. Leading axes of the tokens
 * are groups that all read x [M, in]: y is then [groups, M, out].
 */
export function applyPattention(
  tape: Tape,
  [x, key, value]: readonly [x: Tensor, key: Tensor, value: Tensor],
  { norm, tau }: PattentionSettings,
): Tensor {
  const [scores] = tape.apply(matmul, [x, key], { transposeA: false, transposeB: true });
  const weights =
    norm === "softmax"
      ? map(tape, "scale", tape.apply(softmax, [scores], { axis: -1 }), tau * tau)
      : tape.apply(pattention, [scores], { norm, tau })[0];
  return tape.apply(matmul, [weights, value], { transposeA: false, transposeB: false })[0];
}
