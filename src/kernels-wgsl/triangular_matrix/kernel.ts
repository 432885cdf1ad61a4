import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import {
  packedIndex,
  triangularMatrixBackwardReference,
  triangularMatrixReference,
  type TriangularForm,
} from "./reference.ts";

export interface TriangularMatrixAttributes {
  /** Rows of the matrix; a longer packed triangle is cut to its first n rows. */
  readonly n: number;
  readonly form: TriangularForm;
}

/** m [n, n] from a packed lower triangle [at least n (n + 1) / 2]: zero above the diagonal, or symmetric. */
export const triangularMatrix: Operator<TriangularMatrixAttributes> = {
  name: "triangular_matrix",
  infer([packed], { n }) {
    if (sizeOf(packed.shape) < packedIndex(n, 0)) {
      throw new Failure(
        `triangular_matrix: ${n} rows need ${packedIndex(n, 0)} entries, but the triangle has ${sizeOf(packed.shape)}.`,
      );
    }
    return [f32(n, n)];
  },
  reference: ([packed], { n, form }) => [triangularMatrixReference(packed, n, form)],
  gradient: (tape, { inputs: [packed], attributes }, [dm]) => [
    dm === null ? null : tape.apply(triangularMatrixBackward, [dm], { ...attributes, shape: packed.shape })[0],
  ],
  lower({ inputs: [packed], outputs: [m], attributes: { n, form } }) {
    const size = n * n;
    return [
      {
        label: "triangular_matrix",
        source: expand(forward, { constants: { IS_SYMMETRIC: form === "symmetric" } }),
        params: { size, n },
        bindings: [read(packed), write(m)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          bytesRead: 4 * sizeOf(packed.shape),
          bytesWritten: 4 * size,
          bytesTouched: 8 * size,
          launches: 1,
        },
      },
    ];
  },
};

interface BackwardAttributes extends TriangularMatrixAttributes {
  /** Of the packed triangle. */
  readonly shape: readonly number[];
}

/** Input dm [n, n]; output dpacked. */
export const triangularMatrixBackward: Operator<BackwardAttributes> = {
  name: "triangular_matrix_backward",
  infer: (_inputs, { shape }) => [f32(...shape)],
  reference: ([dm], { n, form, shape }) => [triangularMatrixBackwardReference(dm, sizeOf(shape), n, form)],
  lower({ inputs: [dm], outputs: [dpacked], attributes: { n, form } }) {
    const size = sizeOf(dpacked.shape);
    const isSymmetric = form === "symmetric";
    return [
      {
        label: "triangular_matrix_backward",
        source: expand(backward, { constants: { IS_SYMMETRIC: isSymmetric } }),
        params: { size, n },
        bindings: [read(dm), write(dpacked)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          adds: isSymmetric ? packedIndex(n, 0) - n : 0,
          specials: size,
          bytesRead: 4 * n * n,
          bytesWritten: 4 * size,
          bytesTouched: 4 * size + 4 * (isSymmetric ? n * n : packedIndex(n, 0)),
          launches: 1,
        },
      },
    ];
  },
};
