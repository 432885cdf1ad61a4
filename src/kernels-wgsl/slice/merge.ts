import { Failure } from "../../lib/failure.ts";
import type { Shape } from "../_kernel/operator.ts";
import { MAX_AXES } from "../strided_copy/layout.ts";
import type { AxisSlice } from "./reference.ts";

export interface MergedSlice extends AxisSlice {
  readonly extent: number;
}

/** The same slice on as few axes as possible: an axis taken whole joins its outer neighbour of step 1. At least one axis. */
export function mergeSlices(shape: Shape, slices: readonly AxisSlice[]): readonly MergedSlice[] {
  const merged: MergedSlice[] = [];
  slices.forEach((slice, axis) => {
    const extent = shape[axis];
    if (extent === 1) return;
    const outer = merged.at(-1);
    const isWhole = slice.count === extent;
    if (outer?.step === 1 && isWhole) {
      const { start, count } = outer;
      merged[merged.length - 1] = {
        extent: outer.extent * extent,
        start: start * extent,
        step: 1,
        count: count * extent,
      };
    } else merged.push({ extent, ...slice });
  });
  if (merged.length > MAX_AXES) {
    throw new Failure(
      `This slice cuts ${merged.length} separate axes; at most ${MAX_AXES} are supported. Slice in two steps.`,
    );
  }
  return merged.length > 0 ? merged : [{ extent: 1, start: 0, step: 1, count: 1 }];
}

/** The slice in groups of four elements along the innermost axis, or null where it does not divide. */
export function sliceByFour(axes: readonly MergedSlice[]): readonly MergedSlice[] | null {
  const { extent, start, step, count } = axes[axes.length - 1];
  if (step !== 1 || extent % 4 !== 0 || start % 4 !== 0 || count % 4 !== 0) return null;
  return [...axes.slice(0, -1), { extent: extent / 4, start: start / 4, step, count: count / 4 }];
}
