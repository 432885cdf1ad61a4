import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** Float64 permutation of axes: y.shape[i] = x.shape[permutation[i]]. */
export function permuteReference(x: Float64Array, shape: Shape, permutation: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const extents = permutation.map((axis) => shape[axis]);
  return Float64Array.from({ length: x.length }, (_, element) => {
    let source = 0;
    for (let i = extents.length - 1, rest = element; i >= 0; i--) {
      source += (rest % extents[i]) * strides[permutation[i]];
      rest = Math.floor(rest / extents[i]);
    }
    return x[source];
  });
}
