import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** One launch: [outer, extent, inner] → [outer, parts, inner], a part being `chunk` consecutive entries of the extent. */
export interface ReducePass {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
  readonly chunk: number;
  readonly parts: number;
}

/** Longest extents that one pass reduces whole, and the chunk it is cut into otherwise. */
const ROW = { longest: 2048, chunk: 512 };
const COLUMN = { longest: 128, chunk: 64 };

/**
 * The launches that reduce `shape` over `axes`: each run of neighbouring reduced axes by itself, innermost first, so that a
 * pass sees either rows (inner = 1) or columns; long runs in chunks, whose partial results the next pass reduces.
 */
export function reducePasses(shape: Shape, axes: readonly number[]): readonly ReducePass[] {
  const passes: ReducePass[] = [];
  let inner = 1;
  let axis = shape.length - 1;
  while (axis >= 0) {
    if (!axes.includes(axis)) {
      inner *= shape[axis];
      axis -= 1;
      continue;
    }
    let extent = 1;
    for (; axis >= 0 && axes.includes(axis); axis--) extent *= shape[axis];
    if (extent > 1) passes.push(...runPasses(sizeOf(shape.slice(0, axis + 1)), extent, inner));
  }
  return passes.length > 0 ? passes : [{ outer: 1, extent: 1, inner: sizeOf(shape), chunk: 1, parts: 1 }];
}

function runPasses(outer: number, extent: number, inner: number): readonly ReducePass[] {
  const limits = inner === 1 ? ROW : COLUMN;
  const passes: ReducePass[] = [];
  let left = extent;
  while (left > limits.longest) {
    const parts = Math.ceil(left / limits.chunk);
    passes.push({ outer, extent: left, inner, chunk: limits.chunk, parts });
    left = parts;
  }
  return [...passes, { outer, extent: left, inner, chunk: left, parts: 1 }];
}

export const passOutputSize = (pass: ReducePass): number => pass.outer * pass.parts * pass.inner;
