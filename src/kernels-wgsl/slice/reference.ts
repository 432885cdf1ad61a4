import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** The part of one axis that a slice takes: entries start, start + step, … below stop. */
export interface AxisSlice {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Index into the whole tensor of every element of the slice, in order. */
function sliceIndices(shape: Shape, slices: readonly AxisSlice[]): Uint32Array {
  const counts = slices.map((slice) => slice.count);
  return Uint32Array.from({ length: sizeOf(counts) }, (_, element) => {
    let index = 0;
    for (let axis = shape.length - 1, rest = element, stride = 1; axis >= 0; axis--) {
      index += (slices[axis].start + (rest % counts[axis]) * slices[axis].step) * stride;
      rest = Math.floor(rest / counts[axis]);
      stride *= shape[axis];
    }
    return index;
  });
}

export function sliceReference(x: Float64Array, shape: Shape, slices: readonly AxisSlice[]): Float64Array {
  return Float64Array.from(sliceIndices(shape, slices), (index) => x[index]);
}

/** The slice's gradient placed into zeros. */
export function sliceBackwardReference(dy: Float64Array, shape: Shape, slices: readonly AxisSlice[]): Float64Array {
  const dx = new Float64Array(sizeOf(shape));
  sliceIndices(shape, slices).forEach((index, element) => (dx[index] = dy[element]));
  return dx;
}
