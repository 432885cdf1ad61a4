import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type Shape, type Tensor } from "../_kernel/operator.ts";
import { broadcastStrides, collapseLayout, contiguousStrides } from "../strided_copy/layout.ts";
import backward from "./backward.wgsl?raw";
import isMaximumText from "./is-maximum.wgsl?raw";
import { passScratch, reduceLaunches } from "./launches.ts";
import { reducePasses } from "./passes.ts";
import { reduceBackwardReference, type ReduceKind } from "./reference.ts";

export interface ReduceBackwardAttributes {
  readonly kind: ReduceKind;
  readonly axes: readonly number[];
  /** Shape of the reduced tensor, which dx has. */
  readonly shape: Shape;
}

/** Walk over dx: extents and the strides of the reduced tensor (0 on reduced axes), innermost axis first. */
interface Spread {
  readonly extents: readonly number[];
  readonly strides: readonly number[];
}

function spreadOf(shape: Shape, axes: readonly number[]): Spread {
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const source = broadcastStrides(kept, shape)!;
  const target = contiguousStrides(shape);
  const layout = {
    axes: shape.map((extent, axis) => ({ extent, source: source[axis], target: target[axis] })),
    sourceOffset: 0,
    targetOffset: 0,
  };
  const inner = [...collapseLayout(layout).axes].reverse();
  return { extents: inner.map((axis) => axis.extent), strides: inner.map((axis) => axis.source) };
}

function axisParams({ extents, strides }: Spread): Readonly<Record<string, number>> {
  return Object.fromEntries(
    extents.flatMap((extent, i) => [
      [`extent${i}`, extent],
      [`stride${i}`, strides[i]],
    ]),
  );
}

/** The same walk in groups of four elements: along a reduced innermost axis one value serves all four. */
function spreadByFour({ extents, strides }: Spread): Spread | null {
  const isSplat = strides[0] === 0;
  if (extents[0] % 4 !== 0 || (!isSplat && strides.slice(1).some((stride) => stride % 4 !== 0))) return null;
  return {
    extents: [extents[0] / 4, ...extents.slice(1)],
    strides: isSplat ? strides : [1, ...strides.slice(1).map((stride) => stride / 4)],
  };
}

function spreadLaunch(spread: Spread, dy: Tensor, dx: Tensor, scale: number, max: readonly Tensor[]): Launch {
  const grouped = spreadByFour(spread);
  const isSplat = spread.strides[0] === 0;
  const size = sizeOf(dx.shape) / (grouped === null ? 1 : 4);
  const isMax = max.length > 0;
  const elements = sizeOf(dx.shape);
  const loads = isSplat ? size : elements;
  const reduced = sizeOf(dy.shape);
  const constants = {
    RANK: spread.extents.length,
    IS_VECTOR: grouped !== null,
    IS_SPLAT: isSplat,
    IS_MAX: isMax,
  };
  return {
    label: "reduce_backward",
    source: expand(backward, { constants }),
    params: { size, scale, ...axisParams(grouped ?? spread) },
    bindings: [read(dy), ...max.map(read), write(dx)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: elements,
      specials: isMax ? elements : 0,
      bytesRead: 4 * (isMax ? 2 * reduced + elements : reduced),
      bytesWritten: 4 * elements,
      bytesTouched: 4 * (isMax ? 2 * loads + 2 * elements : loads + elements),
      launches: 1,
    },
  };
}

function isMaximumLaunch(spread: Spread, x: Tensor, y: Tensor, isMaximum: Tensor): Launch {
  const size = sizeOf(x.shape);
  return {
    label: "reduce_is_maximum",
    source: expand(isMaximumText, { constants: { RANK: spread.extents.length } }),
    params: { size, ...axisParams(spread) },
    bindings: [read(x), read(y), write(isMaximum)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      adds: size,
      bytesRead: 4 * (size + sizeOf(y.shape)),
      bytesWritten: 4 * size,
      bytesTouched: 12 * size,
      launches: 1,
    },
  };
}

/** dx from dy (sum, mean) or from dy, x and y (max). */
export const reduceBackward: Operator<ReduceBackwardAttributes> = {
  name: "reduce_backward",
  infer: (_inputs, { shape }) => [f32(...shape)],
  reference([dy, x, y], { axes, kind, shape }) {
    return [reduceBackwardReference(dy, shape, axes, kind, kind === "max" ? { x, y } : undefined)];
  },
  scratch([dy], { axes, kind, shape }) {
    if (kind !== "max") return [];
    return [f32(sizeOf(shape)), f32(sizeOf(dy.shape)), ...passScratch(reducePasses(shape, axes))];
  },
  lower({ inputs: [dy, x, y], outputs: [dx], attributes: { axes, kind, shape } }, scratch, traits) {
    const spread = spreadOf(shape, axes);
    const scale = kind === "mean" ? sizeOf(dy.shape) / sizeOf(shape) : 1;
    if (kind !== "max") return [spreadLaunch(spread, dy, dx, scale, [])];
    const [isMaximum, ties, ...partial] = scratch;
    const tensors = { x: isMaximum, y: ties, scratch: partial };
    return [
      isMaximumLaunch(spread, x, y, isMaximum),
      ...reduceLaunches(reducePasses(shape, axes), tensors, { isMax: false, scale: 1 }, traits),
      spreadLaunch(spread, dy, dx, 1, [isMaximum, ties]),
    ];
  },
};
