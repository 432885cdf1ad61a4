import { Failure } from "../../lib/failure.ts";
import { f32, type Operator, type Shape, type TensorSpec } from "../_kernel/operator.ts";
import { pickBackwardLaunch, pickLaunch, pickShape } from "./launches.ts";
import { pickBackwardReference, pickReference, type PickShape } from "./reference.ts";

export interface GatherAttributes {
  readonly axis: number;
}

const shapeOf = (x: Shape, index: TensorSpec, axis: number): PickShape => pickShape(x, axis, index.shape[axis], false);

/**
 * Takes along an axis: y[.., j, ..] = x[.., index[.., j, ..], ..], x and index (i32 or u32) equal in every other axis. An index
 * outside the axis reads 0 and gets no gradient.
 */
export const gather: Operator<GatherAttributes> = {
  name: "gather",
  infer([x, index], { axis }) {
    const fits =
      x.shape.length === index.shape.length && x.shape.every((extent, i) => i === axis || extent === index.shape[i]);
    if (!(axis >= 0 && axis < x.shape.length) || !fits || index.dtype === "f32") {
      throw new Failure(
        `gather along axis ${axis}: the index, ${index.dtype} [${index.shape.join(", ")}], must be of integers and equal to [${x.shape.join(", ")}] in every other axis.`,
      );
    }
    return [{ shape: index.shape, dtype: x.dtype }];
  },
  reference: ([x, index], { axis }, [spec, picks]) => [pickReference(x, index, shapeOf(spec.shape, picks, axis))],
  gradient(tape, { inputs: [x, index], attributes: { axis } }, [dy]) {
    return dy === null ? [null, null] : [tape.apply(gatherBackward, [dy, index], { axis, shape: x.shape })[0], null];
  },
  lower: ({ inputs: [x, index], outputs: [y], attributes: { axis } }) => [
    pickLaunch(x, index, y, shapeOf(x.shape, index, axis)),
  ],
};

export interface GatherBackwardAttributes extends GatherAttributes {
  /** Shape of the tensor that was picked from. */
  readonly shape: Shape;
}

/** dx: gradients of picks of the same entry add up, in order. */
export const gatherBackward: Operator<GatherBackwardAttributes> = {
  name: "gather_backward",
  infer: (_inputs, { shape }) => [f32(...shape)],
  reference: ([dy, index], { axis, shape }, [, picks]) => [
    pickBackwardReference(dy, index, shapeOf(shape, picks, axis)),
  ],
  lower: ({ inputs: [dy, index], outputs: [dx], attributes: { axis, shape } }) => [
    pickBackwardLaunch(dy, index, dx, shapeOf(shape, index, axis)),
  ],
};
