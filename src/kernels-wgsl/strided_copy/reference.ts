import type { StridedLayout } from "./layout.ts";

/** Calls `visit` with the source and target index of every element of a layout, in row-major order. */
export function walkLayout(layout: StridedLayout, visit: (source: number, target: number) => void): void {
  const walk = (axis: number, source: number, target: number): void => {
    if (axis === layout.axes.length) {
      visit(source, target);
      return;
    }
    const { extent, source: down, target: across } = layout.axes[axis];
    for (let c = 0; c < extent; c++) walk(axis + 1, source + c * down, target + c * across);
  };
  walk(0, layout.sourceOffset, layout.targetOffset);
}

/** Copies into `y` by a layout. */
export function stridedCopyReference(x: Float64Array, y: Float64Array, layout: StridedLayout): Float64Array {
  walkLayout(layout, (source, target) => (y[target] = x[source]));
  return y;
}
