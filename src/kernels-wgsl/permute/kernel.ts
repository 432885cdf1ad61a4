import { Failure } from "../../lib/failure.ts";
import type { Operator, Shape } from "../_kernel/operator.ts";
import { gatherLayout, stridedCopyLaunch } from "../strided_copy/kernel.ts";
import { collapseLayout, contiguousStrides, type StridedLayout } from "../strided_copy/layout.ts";
import { permuteReference } from "./reference.ts";

export interface PermuteAttributes {
  /** Axis i of the result is axis `permutation[i]` of the input. */
  readonly permutation: readonly number[];
}

function layoutOf(shape: Shape, permutation: readonly number[]): StridedLayout {
  const strides = contiguousStrides(shape);
  return gatherLayout({
    shape: permutation.map((axis) => shape[axis]),
    strides: permutation.map((axis) => strides[axis]),
    offset: 0,
  });
}

/** Reorders axes. Gradient: the inverse order. */
export const permute: Operator<PermuteAttributes> = {
  name: "permute",
  infer([x], { permutation }) {
    const isPermutation = [...permutation].sort((a, b) => a - b).every((axis, i) => axis === i);
    if (permutation.length !== x.shape.length || !isPermutation) {
      throw new Failure(
        `permute: [${permutation.join(", ")}] does not name each of the ${x.shape.length} axes of [${x.shape.join(", ")}] once.`,
      );
    }
    collapseLayout(layoutOf(x.shape, permutation));
    return [{ shape: permutation.map((axis) => x.shape[axis]), dtype: x.dtype }];
  },
  reference: ([x], { permutation }, [spec]) => [permuteReference(x, spec.shape, permutation)],
  gradient(tape, { attributes: { permutation } }, [dy]) {
    if (dy === null) return [null];
    return tape.apply(permute, [dy], { permutation: permutation.map((_, axis) => permutation.indexOf(axis)) });
  },
  lower: ({ inputs: [x], outputs: [y], attributes: { permutation } }) => [
    stridedCopyLaunch(x, y, layoutOf(x.shape, permutation)),
  ],
};
