import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** Float64 selection, whole slabs at a time: y[o, j, :] = x[o, index[j], :]; an index outside the axis reads zeros. */
export function indexSelectReference(x: Float64Array, index: Float64Array, shape: Shape, axis: number): Float64Array {
  const slab = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const y = new Float64Array(outer * index.length * slab);
  for (let o = 0; o < outer; o++) {
    index.forEach((entry, j) => {
      const start = (o * shape[axis] + entry) * slab;
      if (entry >= 0 && entry < shape[axis]) y.set(x.subarray(start, start + slab), (o * index.length + j) * slab);
    });
  }
  return y;
}

/** Gradient of x: slabs selected several times add up. */
export function indexSelectBackwardReference(
  dy: Float64Array,
  index: Float64Array,
  shape: Shape,
  axis: number,
): Float64Array {
  const slab = sizeOf(shape.slice(axis + 1));
  const dx = new Float64Array(sizeOf(shape));
  for (let o = 0; o < sizeOf(shape.slice(0, axis)); o++) {
    index.forEach((entry, j) => {
      if (entry < 0 || entry >= shape[axis]) return;
      for (let i = 0; i < slab; i++) {
        dx[(o * shape[axis] + entry) * slab + i] += dy[(o * index.length + j) * slab + i];
      }
    });
  }
  return dx;
}
