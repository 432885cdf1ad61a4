import { sizeOf, type Shape } from "../_kernel/operator.ts";

export type ReduceKind = "sum" | "mean" | "max";

/** For every element of `shape`, in order, the index of the reduced element it belongs to. */
export function reducedIndices(shape: Shape, axes: readonly number[]): Uint32Array {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = axes.includes(axis) ? 0 : stride;
    if (!axes.includes(axis)) stride *= shape[axis];
  }
  return Uint32Array.from({ length: sizeOf(shape) }, (_, element) => {
    let index = 0;
    for (let axis = shape.length - 1, rest = element; axis >= 0; axis--) {
      index += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return index;
  });
}

/** Float64 reduction of x over `axes`. */
export function reduceReference(
  x: Float64Array,
  shape: Shape,
  axes: readonly number[],
  kind: ReduceKind,
): Float64Array {
  const indices = reducedIndices(shape, axes);
  const count = axes.reduce((product, axis) => product * shape[axis], 1);
  const y = new Float64Array(x.length / count).fill(kind === "max" ? -Infinity : 0);
  x.forEach((value, element) => {
    const at = indices[element];
    y[at] = kind === "max" ? Math.max(y[at], value) : y[at] + value;
  });
  return kind === "mean" ? y.map((sum) => sum / count) : y;
}

/** Gradient of the input. Sum and mean spread dy; tied maxima share it equally. */
export function reduceBackwardReference(
  dy: Float64Array,
  shape: Shape,
  axes: readonly number[],
  kind: ReduceKind,
  saved?: { readonly x: Float64Array; readonly y: Float64Array },
): Float64Array {
  const indices = reducedIndices(shape, axes);
  if (saved === undefined) {
    const scale = kind === "mean" ? dy.length / sizeOf(shape) : 1;
    return Float64Array.from(indices, (at) => dy[at] * scale);
  }
  const isMaximum = saved.x.map((value, element) => Number(value === saved.y[indices[element]]));
  const ties = reduceReference(isMaximum, shape, axes, "sum");
  return isMaximum.map((flag, element) => (flag * dy[indices[element]]) / ties[indices[element]]);
}
