import { Failure } from "../../lib/failure.ts";
import { f32, type Operator, type Shape, type TensorSpec } from "../_kernel/operator.ts";
import { pickBackwardLaunch, pickLaunch, pickShape } from "../gather/launches.ts";
import type { PickShape } from "../gather/reference.ts";
import { indexSelectBackwardReference, indexSelectReference } from "./reference.ts";

export interface IndexSelectAttributes {
  readonly axis: number;
}

const shapeOf = (x: Shape, index: TensorSpec, axis: number): PickShape => pickShape(x, axis, index.shape[0], true);

/**
 * Selects slabs along an axis by a list of indices (i32 or u32) [n], in its order and with repetitions. An index outside the
 * axis reads zeros and gets no gradient.
 */
export const indexSelect: Operator<IndexSelectAttributes> = {
  name: "index_select",
  infer([x, index], { axis }) {
    if (!(axis >= 0 && axis < x.shape.length) || index.shape.length !== 1 || index.dtype === "f32") {
      throw new Failure(
        `index_select along axis ${axis} of [${x.shape.join(", ")}] needs a list of integers; it was given ${index.dtype} [${index.shape.join(", ")}].`,
      );
    }
    return [{ shape: x.shape.map((extent, i) => (i === axis ? index.shape[0] : extent)), dtype: x.dtype }];
  },
  reference: ([x, index], { axis }, [spec]) => [indexSelectReference(x, index, spec.shape, axis)],
  gradient(tape, { inputs: [x, index], attributes: { axis } }, [dy]) {
    if (dy === null) return [null, null];
    return [tape.apply(indexSelectBackward, [dy, index], { axis, shape: x.shape })[0], null];
  },
  lower: ({ inputs: [x, index], outputs: [y], attributes: { axis } }) => [
    pickLaunch(x, index, y, shapeOf(x.shape, index, axis)),
  ],
};

export interface IndexSelectBackwardAttributes extends IndexSelectAttributes {
  /** Shape of the tensor that was selected from. */
  readonly shape: Shape;
}

/** dx: gradients of slabs selected several times add up, in order. */
export const indexSelectBackward: Operator<IndexSelectBackwardAttributes> = {
  name: "index_select_backward",
  infer: (_inputs, { shape }) => [f32(...shape)],
  reference: ([dy, index], { axis, shape }) => [indexSelectBackwardReference(dy, index, shape, axis)],
  lower: ({ inputs: [dy, index], outputs: [dx], attributes: { axis, shape } }) => [
    pickBackwardLaunch(dy, index, dx, shapeOf(shape, index, axis)),
  ],
};

/**
 * Selects slabs along an axis by a permutation [n] whose inverse is the third input, so that the gradient is a selection too and
 * nobody searches the list. Both must be each other's inverse; that is not checked.
 */
export const reorder: Operator<IndexSelectAttributes> = {
  ...indexSelect,
  name: "reorder",
  infer([x, order, inverse], { axis }) {
    const extent = axis >= 0 && axis < x.shape.length ? x.shape[axis] : -1;
    if ([order, inverse].some(({ shape, dtype }) => dtype === "f32" || shape.length !== 1 || shape[0] !== extent)) {
      throw new Failure(
        `reorder along axis ${axis} of [${x.shape.join(", ")}] needs a permutation and its inverse, integers [${extent}]; it was given [${order.shape.join(", ")}] and [${inverse.shape.join(", ")}].`,
      );
    }
    return [x];
  },
  gradient(tape, { inputs: [, order, inverse], attributes }, [dy]) {
    if (dy === null) return [null, null, null];
    return [tape.apply(reorder, [dy, inverse, order], attributes)[0], null, null];
  },
};
