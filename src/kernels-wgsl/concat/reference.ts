import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** Float64 concatenation along an axis. */
export function concatReference(inputs: readonly Float64Array[], shapes: readonly Shape[], axis: number): Float64Array {
  const outer = sizeOf(shapes[0].slice(0, axis));
  const runs = shapes.map((shape) => sizeOf(shape.slice(axis)));
  return Float64Array.from(
    Array.from({ length: outer }, (_, o) =>
      inputs.flatMap((values, i) => [...values.subarray(o * runs[i], (o + 1) * runs[i])]),
    ).flat(),
  );
}
