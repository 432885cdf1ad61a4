import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type Launch,
  type Operator,
  type Tape,
  type Tensor,
} from "../_kernel/operator.ts";
import { matmul } from "../matmul/kernel.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { diagonalSumsBackwardReference, diagonalSumsReference } from "./reference.ts";

export interface AutoCorrelationAttributes {
  /** Factor on every sum. */
  readonly scale: number;
}

function lowerPass({ inputs: [from], outputs: [to], attributes }: Application<AutoCorrelationAttributes>): Launch {
  const [size, read4] = [sizeOf(to.shape), 4 * sizeOf(from.shape)];
  const length = to.shape[to.shape.length - 1];
  const isForward = to.shape.length === 2;
  return {
    label: isForward ? "auto_correlation" : "auto_correlation_backward",
    source: expand(isForward ? forward : backward),
    params: { size, length, scale: attributes.scale },
    bindings: [read(from), write(to)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: size,
      adds: isForward ? size * length : 0,
      bytesRead: read4,
      bytesWritten: 4 * size,
      bytesTouched: 4 * size * (isForward ? length + 1 : 2),
      launches: 1,
    },
  };
}

/** Sums along the circular diagonals of scores: [B, L, L] to [B, L], entry tau over all pairs tau steps apart. */
export const autoCorrelation: Operator<AutoCorrelationAttributes> = {
  name: "auto_correlation",
  infer([{ shape }]) {
    const [batch, length, keys] = shape;
    if (shape.length !== 3 || length !== keys) {
      throw new Failure(
        `auto_correlation reads squares of scores [B, L, L], not [${shape.join(", ")}]: queries and keys need as many steps.`,
      );
    }
    return [f32(batch, length)];
  },
  reference: ([scores], { scale }, [{ shape }]) => [
    diagonalSumsReference(scores, { batch: shape[0], length: shape[1], scale }),
  ],
  gradient: (tape, { attributes }, [dsums]) =>
    dsums === null ? [null] : tape.apply(autoCorrelationBackward, [dsums], attributes),
  lower: (application) => [lowerPass(application)],
};

/** Its transpose: [B, L] to [B, L, L]. */
export const autoCorrelationBackward: Operator<AutoCorrelationAttributes> = {
  name: "auto_correlation_backward",
  infer: ([{ shape }]) => [f32(shape[0], shape[1], shape[1])],
  reference: ([dsums], { scale }, [{ shape }]) => [
    diagonalSumsBackwardReference(dsums, { batch: shape[0], length: shape[1], scale }),
  ],
  lower: (application) => [lowerPass(application)],
};

/** Likeness of queries and keys [B, L, C] at every delay, the mean over channels: [B, L]. */
export function applyAutoCorrelation(tape: Tape, query: Tensor, key: Tensor): Tensor {
  const channels = query.shape[2];
  const [scores] = tape.apply(matmul, [query, key], { transposeA: false, transposeB: true });
  return tape.apply(autoCorrelation, [scores], { scale: 1 / channels })[0];
}
