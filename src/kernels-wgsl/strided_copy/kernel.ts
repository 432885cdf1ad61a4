import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Launch, type Operator, type Shape, type Tensor } from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { collapseLayout, contiguousStrides, groupByFour, type StridedLayout } from "./layout.ts";
import { stridedCopyReference } from "./reference.ts";

/** The launch that copies `x` into `y` by a layout; elements of `y` that the layout does not reach stay as they are. */
export function stridedCopyLaunch(x: Tensor, y: Tensor, layout: StridedLayout): Launch {
  const collapsed = collapseLayout(layout);
  const grouped = groupByFour(collapsed);
  const { axes, sourceOffset, targetOffset } = grouped ?? collapsed;
  const size = axes.reduce((product, axis) => product * axis.extent, 1);
  const bytes = 4 * size * (grouped === null ? 1 : 4);
  const params: Record<string, number> = { size, source_offset: sourceOffset, target_offset: targetOffset };
  [...axes].reverse().forEach((axis, i) => {
    params[`extent${i}`] = axis.extent;
    params[`source${i}`] = axis.source;
    params[`target${i}`] = axis.target;
  });
  const repeats = axes.reduce((product, axis) => product * (axis.source === 0 ? axis.extent : 1), 1);
  return {
    label: "strided_copy",
    source: expand(forward, { constants: { RANK: axes.length, IS_VECTOR: grouped !== null } }),
    params,
    bindings: [read(x), write(y)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      bytesRead: bytes / repeats,
      bytesWritten: bytes,
      bytesTouched: 2 * bytes,
      launches: 1,
    },
  };
}

export interface StridedCopyAttributes {
  readonly shape: Shape;
  /** Elements of the input that a step along each axis of the output moves by; 0 repeats. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The layout of a dense output read from anywhere in a source. */
export function gatherLayout({ shape, strides, offset }: StridedCopyAttributes): StridedLayout {
  const target = contiguousStrides(shape);
  return {
    axes: shape.map((extent, axis) => ({ extent, source: strides[axis], target: target[axis] })),
    sourceOffset: offset,
    targetOffset: 0,
  };
}

/** A dense tensor read from another by strides; `permute`, `slice` and `broadcast_to` are its named uses with gradients. */
export const stridedCopy: Operator<StridedCopyAttributes> = {
  name: "strided_copy",
  infer([x], attributes) {
    const { shape, strides, offset } = attributes;
    const last = strides.reduce((sum, stride, axis) => sum + stride * (shape[axis] - 1), offset);
    if (
      strides.length !== shape.length ||
      offset < 0 ||
      strides.some((stride) => stride < 0) ||
      last >= sizeOf(x.shape)
    ) {
      throw new Failure(
        `strided_copy reads element ${last} with strides [${strides.join(", ")}] for a result [${shape.join(", ")}]; its input has ${sizeOf(x.shape)} elements.`,
      );
    }
    collapseLayout(gatherLayout(attributes));
    return [{ shape, dtype: x.dtype }];
  },
  reference: ([x], attributes) => [
    stridedCopyReference(x, new Float64Array(sizeOf(attributes.shape)), gatherLayout(attributes)),
  ],
  lower: ({ inputs: [x], outputs: [y], attributes }) => [stridedCopyLaunch(x, y, gatherLayout(attributes))],
};
