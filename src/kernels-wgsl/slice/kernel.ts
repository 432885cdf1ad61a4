import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type Shape } from "../_kernel/operator.ts";
import { gatherLayout, stridedCopyLaunch } from "../strided_copy/kernel.ts";
import { collapseLayout, contiguousStrides, type StridedLayout } from "../strided_copy/layout.ts";
import backward from "./backward.wgsl?raw";
import { mergeSlices, sliceByFour, type MergedSlice } from "./merge.ts";
import { sliceBackwardReference, sliceReference, type AxisSlice } from "./reference.ts";

export interface SliceAttributes {
  /** First entry, for each axis. */
  readonly start: readonly number[];
  /** The entry to stop before, for each axis. */
  readonly stop: readonly number[];
  /** Distance between entries, at least 1, for each axis. */
  readonly step: readonly number[];
}

function slicesOf(shape: Shape, { start, stop, step }: SliceAttributes): readonly AxisSlice[] {
  return shape.map((extent, axis) => {
    const [first, last, stride] = [start[axis], stop[axis], step[axis]];
    const isLegal = [first, last, stride].every(Number.isInteger) && first >= 0 && last <= extent && stride >= 1;
    if (!isLegal || last <= first) {
      throw new Failure(
        `slice: ${first} to ${last} by ${stride} is not a part of axis ${axis}, which has ${extent} entries; 0 <= start < stop <= ${extent} and step >= 1 are needed.`,
      );
    }
    return { start: first, step: stride, count: Math.ceil((last - first) / stride) };
  });
}

function layoutOf(shape: Shape, slices: readonly AxisSlice[]): StridedLayout {
  const strides = contiguousStrides(shape);
  return gatherLayout({
    shape: slices.map((slice) => slice.count),
    strides: slices.map((slice, axis) => strides[axis] * slice.step),
    offset: slices.reduce((sum, slice, axis) => sum + slice.start * strides[axis], 0),
  });
}

/** A part of each axis, by start, stop (exclusive) and positive step. */
export const slice: Operator<SliceAttributes> = {
  name: "slice",
  infer([x], attributes) {
    const slices = slicesOf(x.shape, attributes);
    collapseLayout(layoutOf(x.shape, slices));
    return [{ shape: slices.map((part) => part.count), dtype: x.dtype }];
  },
  reference: ([x], attributes, [spec]) => [sliceReference(x, spec.shape, slicesOf(spec.shape, attributes))],
  gradient(tape, { inputs: [x], attributes }, [dy]) {
    return dy === null ? [null] : tape.apply(sliceBackward, [dy], { ...attributes, shape: x.shape });
  },
  lower: ({ inputs: [x], outputs: [y], attributes }) => [
    stridedCopyLaunch(x, y, layoutOf(x.shape, slicesOf(x.shape, attributes))),
  ],
};

export interface SliceBackwardAttributes extends SliceAttributes {
  /** Shape of the tensor that was sliced. */
  readonly shape: Shape;
}

/** dx: the slice's gradient, zeros elsewhere. */
export const sliceBackward: Operator<SliceBackwardAttributes> = {
  name: "slice_backward",
  infer: (_inputs, { shape }) => [f32(...shape)],
  reference: ([dy], attributes) => [
    sliceBackwardReference(dy, attributes.shape, slicesOf(attributes.shape, attributes)),
  ],
  lower({ inputs: [dy], outputs: [dx], attributes }) {
    const merged = mergeSlices(attributes.shape, slicesOf(attributes.shape, attributes));
    const grouped = sliceByFour(merged);
    const size = sizeOf(dx.shape) / (grouped === null ? 1 : 4);
    const [incoming, placed] = [4 * sizeOf(dy.shape), 4 * sizeOf(dx.shape)];
    return [
      {
        label: "slice_backward",
        source: expand(backward, { constants: { RANK: merged.length, IS_VECTOR: grouped !== null } }),
        params: { size, ...sliceParams(grouped ?? merged) },
        bindings: [read(dy), write(dx)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          bytesRead: incoming,
          bytesWritten: placed,
          bytesTouched: incoming + placed,
          launches: 1,
        },
      },
    ];
  },
};

function sliceParams(axes: readonly MergedSlice[]): Readonly<Record<string, number>> {
  const strides = contiguousStrides(axes.map((axis) => axis.count));
  return Object.fromEntries(
    axes.flatMap(({ extent, start, step, count }, axis) => {
      const i = axes.length - 1 - axis;
      return [
        [`extent${i}`, extent],
        [`start${i}`, start],
        [`step${i}`, step],
        [`count${i}`, count],
        [`stride${i}`, strides[axis]],
      ];
    }),
  );
}
