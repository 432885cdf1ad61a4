import { Failure } from "../../lib/failure.ts";
import { f32, sizeOf, type Operator, type Shape, type TensorSpec } from "../_kernel/operator.ts";
import { reduceBackward } from "./backward.ts";
import { passScratch, reduceLaunches } from "./launches.ts";
import { reducePasses } from "./passes.ts";
import { reduceReference, type ReduceKind } from "./reference.ts";

export interface ReduceAttributes {
  readonly kind: ReduceKind;
  /** Axes to reduce, in any order; negative ones count from the end. */
  readonly axes: readonly number[];
  /** Reduced axes stay, with extent 1. A full reduction without them gives [1]. */
  readonly keepdims: boolean;
}

function axesOf({ shape }: TensorSpec, axes: readonly number[]): readonly number[] {
  const positive = axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const isLegal = positive.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < shape.length);
  if (!isLegal || new Set(positive).size !== positive.length) {
    throw new Failure(
      `reduce: axes [${axes.join(", ")}] are not distinct axes of a tensor [${shape.join(", ")}]; legal ones are 0 to ${shape.length - 1}.`,
    );
  }
  return positive;
}

function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): Shape {
  if (keepdims) return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const kept = shape.filter((_, axis) => !axes.includes(axis));
  return kept.length > 0 ? kept : [1];
}

/** Sum, mean or maximum over any axes. */
export const reduce: Operator<ReduceAttributes> = {
  name: "reduce",
  infer([x], { axes, keepdims }) {
    if (x.dtype !== "f32" || sizeOf(x.shape) === 0) {
      throw new Failure(`reduce needs a non-empty f32 tensor; it was given ${x.dtype} [${x.shape.join(", ")}].`);
    }
    return [f32(...reducedShape(x.shape, axesOf(x, axes), keepdims))];
  },
  reference: ([x], { axes, kind }, [spec]) => [reduceReference(x, spec.shape, axesOf(spec, axes), kind)],
  gradient(tape, { inputs: [x], outputs: [y], attributes: { axes, kind } }, [dy]) {
    if (dy === null) return [null];
    const attributes = { kind, axes: axesOf(x, axes), shape: x.shape };
    return tape.apply(reduceBackward, kind === "max" ? [dy, x, y] : [dy], attributes);
  },
  scratch: ([x], { axes }) => passScratch(reducePasses(x.shape, axesOf(x, axes))),
  trailingSums([x], { axes, kind }) {
    const last = reducePasses(x.shape, axesOf(x, axes)).at(-1);
    return kind === "sum" && last?.outer === 1 ? 1 : 0;
  },
  lower({ inputs: [x], outputs: [y], attributes: { axes, kind } }, scratch, traits) {
    const passes = reducePasses(x.shape, axesOf(x, axes));
    const scale = kind === "mean" ? sizeOf(y.shape) / sizeOf(x.shape) : 1;
    return reduceLaunches(passes, { x, y, scratch }, { isMax: kind === "max", scale }, traits);
  },
};
