import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Launch, type Shape, type Tensor } from "../_kernel/operator.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import type { PickShape } from "./reference.ts";

export function pickShape(x: Shape, axis: number, picks: number, isList: boolean): PickShape {
  return { outer: sizeOf(x.slice(0, axis)), extent: x[axis], inner: sizeOf(x.slice(axis + 1)), picks, isList };
}

/** The launch that picks entries of x into y. */
export function pickLaunch(x: Tensor, index: Tensor, y: Tensor, shape: PickShape): Launch {
  const { constants, inner, lanes } = variantOf(shape);
  const size = sizeOf(y.shape) / lanes;
  const bytes = 4 * sizeOf(y.shape);
  return {
    label: "gather",
    source: expand(forward, { constants }),
    params: { size, extent: shape.extent, inner, picks: shape.picks },
    bindings: [read(x), read(index), write(y)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      bytesRead: bytes + 4 * sizeOf(index.shape),
      bytesWritten: bytes,
      bytesTouched: 2 * bytes + 4 * size,
      launches: 1,
    },
  };
}

/** The launch that adds the gradient of the picks up into dx. */
export function pickBackwardLaunch(dy: Tensor, index: Tensor, dx: Tensor, shape: PickShape): Launch {
  const { constants, inner, lanes } = variantOf(shape);
  const size = sizeOf(dx.shape) / lanes;
  const elements = sizeOf(dy.shape);
  return {
    label: "gather_backward",
    source: expand(backward, { constants }),
    params: { size, extent: shape.extent, inner, picks: shape.picks },
    bindings: [read(dy), read(index), write(dx)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      // Each pick is added once; every owner compares all picks of its line.
      adds: elements + size * shape.picks,
      bytesRead: 4 * (elements + sizeOf(index.shape)),
      bytesWritten: 4 * sizeOf(dx.shape),
      bytesTouched: 4 * (size * shape.picks + elements + sizeOf(dx.shape)),
      launches: 1,
    },
  };
}

function variantOf({ inner, isList }: PickShape): {
  readonly constants: Readonly<Record<string, boolean>>;
  readonly inner: number;
  readonly lanes: number;
} {
  const isVector = isList && inner % 4 === 0;
  return {
    constants: { IS_VECTOR: isVector, IS_LIST: isList },
    inner: inner / (isVector ? 4 : 1),
    lanes: isVector ? 4 : 1,
  };
}
