import { Failure } from "../../lib/failure.ts";
import { f32, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import type { Pair } from "../_kernel/window.ts";
import { conv2dBackwardInput, conv2dBackwardWeight } from "../conv2d/backward.ts";
import { conv2d } from "../conv2d/kernel.ts";
import { convShape, imageSpec, type ConvShape } from "../conv2d/shape.ts";
import { conv2dTransposeReference } from "./reference.ts";

export interface TransposeAttributes {
  /** Positions between the filters that neighbouring values lay down. */
  readonly stride: Pair;
  /** Positions cut off on either side. */
  readonly padding: Pair;
}

const convolution = ({ stride, padding }: TransposeAttributes) =>
  ({ stride, padding, dilation: [1, 1], groups: 1 }) as const;

/** Height and width of y: the smallest that the convolution takes back to x. */
function imageOf(x: TensorSpec, weight: TensorSpec, { stride, padding }: TransposeAttributes): Pair {
  const along = (axis: 0 | 1): number =>
    (x.shape[axis + 1] - 1) * stride[axis] + weight.shape[axis + 1] - 2 * padding[axis];
  return [along(0), along(1)];
}

function shapeOf(x: TensorSpec, weight: TensorSpec, attributes: TransposeAttributes): ConvShape {
  const [height, width] = imageOf(x, weight, attributes);
  if (x.shape.length !== 4 || weight.shape.length !== 4 || x.shape[3] !== weight.shape[0] || height < 1 || width < 1) {
    throw new Failure(
      `conv2d_transpose reads x [B, h, w, O] and a weight [O, kh, kw, C] that leave something behind the padding; it was given [${x.shape.join(", ")}] and [${weight.shape.join(", ")}].`,
    );
  }
  return convShape(f32(x.shape[0], height, width, weight.shape[3]), weight, convolution(attributes));
}

/**
 * Transposed convolution of x [B,h,w,O] by weight [O,kh,kw,C] to [B,H,W,C], H = (h - 1) stride + kh - 2 padding: the adjoint of a
 * convolution from [B,H,W,C] to [B,h,w,O], whose kernels it runs.
 */
export const conv2dTranspose: Operator<TransposeAttributes> = {
  name: "conv2d_transpose",
  infer: ([x, weight], attributes) => [imageSpec(shapeOf(x, weight, attributes))],
  reference: ([x, weight], attributes, [xSpec, weightSpec]) => [
    conv2dTransposeReference(x, weight, shapeOf(xSpec, weightSpec, attributes)),
  ],
  gradient(tape, { inputs: [x, weight], attributes }, [dy], wants) {
    if (dy === null) return [null, null];
    const kernel = [weight.shape[1], weight.shape[2]] as const;
    const settings = convolution(attributes);
    return [
      wants[0] ? tape.apply(conv2d, [dy, weight], settings)[0] : null,
      wants[1] ? tape.apply(conv2dBackwardWeight, [x, dy], { ...settings, kernel })[0] : null,
    ];
  },
  lower({ inputs, outputs, attributes }, scratch, traits) {
    const image = imageOf(inputs[0], inputs[1], attributes);
    return conv2dBackwardInput.lower(
      { inputs, outputs, attributes: { ...convolution(attributes), image } },
      scratch,
      traits,
    );
  },
};
