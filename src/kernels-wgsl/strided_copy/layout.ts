import { Failure } from "../../lib/failure.ts";
import { sizeOf, type Shape } from "../_kernel/operator.ts";

/** One axis of a copy: how far a step along it moves in the source and in the target, in elements. */
export interface StridedAxis {
  readonly extent: number;
  readonly source: number;
  readonly target: number;
}

/** A copy of `extents` many elements, axes outermost first. */
export interface StridedLayout {
  readonly axes: readonly StridedAxis[];
  readonly sourceOffset: number;
  readonly targetOffset: number;
}

/** Axes that a kernel can walk, after neighbours were merged. */
export const MAX_AXES = 6;

export function contiguousStrides(shape: Shape): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/**
 * Strides by which a tensor of shape `from` is read as one of shape `to`: axes align at the end, extents of 1 repeat. Null
 * where the shapes do not fit.
 */
export function broadcastStrides(from: Shape, to: Shape): readonly number[] | null {
  const lead = to.length - from.length;
  if (lead < 0 || from.some((extent, axis) => extent !== 1 && extent !== to[axis + lead])) return null;
  const strides = contiguousStrides(from);
  return to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : strides[axis - lead]));
}

/** The same copy with as few axes as possible: extents of 1 dropped, axes merged where both sides run on. At least one axis. */
export function collapseLayout(layout: StridedLayout): StridedLayout {
  const axes: StridedAxis[] = [];
  for (const axis of layout.axes) {
    if (axis.extent === 1) continue;
    const outer = axes.at(-1);
    const runsOn =
      outer !== undefined && outer.source === axis.source * axis.extent && outer.target === axis.target * axis.extent;
    if (runsOn) axes[axes.length - 1] = { ...axis, extent: outer.extent * axis.extent };
    else axes.push(axis);
  }
  if (axes.length > MAX_AXES) {
    throw new Failure(
      `This rearrangement needs ${axes.length} independent axes; at most ${MAX_AXES} are supported. Merge or reorder axes in two steps.`,
    );
  }
  return { ...layout, axes: axes.length > 0 ? axes : [{ extent: 1, source: 1, target: 1 }] };
}

/** The layout counted in groups of four elements, or null where some run is not a multiple of four elements. */
export function groupByFour(layout: StridedLayout): StridedLayout | null {
  const inner = layout.axes[layout.axes.length - 1];
  const outer = layout.axes.slice(0, -1);
  const steps = [inner.extent, layout.sourceOffset, layout.targetOffset, ...outer.flatMap((a) => [a.source, a.target])];
  if (inner.source !== 1 || inner.target !== 1 || steps.some((step) => step % 4 !== 0)) return null;
  return {
    axes: [
      ...outer.map((axis) => ({ ...axis, source: axis.source / 4, target: axis.target / 4 })),
      { extent: inner.extent / 4, source: 1, target: 1 },
    ],
    sourceOffset: layout.sourceOffset / 4,
    targetOffset: layout.targetOffset / 4,
  };
}
