import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** Float64 broadcast by coordinates: each output element looks up its source, axes aligned at the end. */
export function broadcastReference(x: Float64Array, from: Shape, to: Shape): Float64Array {
  const lead = to.length - from.length;
  return Float64Array.from({ length: sizeOf(to) }, (_, element) => {
    let source = 0;
    let stride = 1;
    let rest = element;
    for (let axis = to.length - 1; axis >= lead; axis--) {
      const extent = from[axis - lead];
      if (extent !== 1) source += (rest % to[axis]) * stride;
      stride *= extent;
      rest = Math.floor(rest / to[axis]);
    }
    return x[source];
  });
}
