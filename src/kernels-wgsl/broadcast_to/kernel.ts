import { Failure } from "../../lib/failure.ts";
import { type Operator, type Shape } from "../_kernel/operator.ts";
import { reduce } from "../reduce/kernel.ts";
import { stridedCopy, type StridedCopyAttributes } from "../strided_copy/kernel.ts";
import { broadcastStrides } from "../strided_copy/layout.ts";
import { broadcastReference } from "./reference.ts";

export interface BroadcastAttributes {
  readonly shape: Shape;
}

function copyAttributes(from: Shape, to: Shape): StridedCopyAttributes {
  const strides = broadcastStrides(from, to);
  if (strides === null) {
    throw new Failure(
      `broadcast_to cannot repeat [${from.join(", ")}] to [${to.join(", ")}]: aligned at the end, each extent must be equal or 1.`,
    );
  }
  return { shape: to, strides, offset: 0 };
}

/** Repeats a tensor along axes of extent 1 and along new leading axes, as numpy does. Gradient: the sum over the copies. */
export const broadcastTo: Operator<BroadcastAttributes> = {
  name: "broadcast_to",
  infer: ([x], { shape }) => stridedCopy.infer([x], copyAttributes(x.shape, shape)),
  reference: ([values], { shape }, [x]) => [broadcastReference(values, x.shape, shape)],
  gradient(tape, { inputs: [x], attributes: { shape } }, [dy]) {
    if (dy === null) return [null];
    const lead = shape.length - x.shape.length;
    const axes = [...shape.keys()].filter((axis) => axis < lead || (x.shape[axis - lead] === 1 && shape[axis] !== 1));
    if (axes.length === 0) return [tape.reshape(dy, x.shape)];
    const [sum] = tape.apply(reduce, [dy], { kind: "sum", axes, keepdims: false });
    return [tape.reshape(sum, x.shape)];
  },
  lower(application, scratch, traits) {
    const attributes = copyAttributes(application.inputs[0].shape, application.attributes.shape);
    return stridedCopy.lower({ ...application, attributes }, scratch, traits);
  },
};
