import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { conv2dWeightBackward } from "./backward-weight.ts";
import forward from "./forward.wgsl?raw";
import { conv2dReference } from "./reference.ts";
import { gridConvShape, insideTaps } from "./shape.ts";

export interface GridConvAttributes {
  /** The filter turned by half a turn: the transpose, which the backward pass needs. */
  readonly isFlipped?: boolean;
}

/** Depthwise convolution with zero padding that keeps the size: x [B,H,W,C], weight [C,kh,kw]. */
export const conv2dDepthwise: Operator<GridConvAttributes> = {
  name: "conv2d_dw",
  infer([x, weight]) {
    gridConvShape(x, weight);
    return [x];
  },
  reference: ([x, weight], { isFlipped = false }, [xSpec, weightSpec]) => [
    conv2dReference(x, weight, gridConvShape(xSpec, weightSpec), isFlipped),
  ],
  gradient(tape, { inputs: [x, weight], attributes }, [dy], wants) {
    if (attributes.isFlipped === true) throw new Failure("conv2d_dw: the flipped form is not differentiated.");
    if (dy === null) return [null, null];
    const kernel = [weight.shape[1], weight.shape[2]] as const;
    return [
      wants[0] ? tape.apply(conv2dDepthwise, [dy, weight], { isFlipped: true })[0] : null,
      wants[1] ? tape.apply(conv2dWeightBackward, [dy, x], { kernel })[0] : null,
    ];
  },
  lower({ inputs: [x, weight], outputs: [y], attributes: { isFlipped = false } }) {
    const shape = gridConvShape(x, weight);
    const { batch, height, width, channels, kernelHeight, kernelWidth } = shape;
    const pack = packOf(channels);
    const size = sizeOf(x.shape) / pack;
    const products = batch * channels * insideTaps(shape);
    const [elements, weights] = [sizeOf(x.shape), sizeOf(weight.shape)];
    return [
      {
        label: "conv2d_dw",
        source: expand(forward, withPack(pack)),
        params: {
          size,
          packs: channels / pack,
          height,
          width,
          kernel_height: kernelHeight,
          kernel_width: kernelWidth,
          is_flipped: isFlipped ? 1 : 0,
        },
        bindings: [read(x), read(weight), write(y)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * (elements + weights),
          bytesWritten: 4 * elements,
          bytesTouched: 4 * (2 * products + elements),
          launches: 1,
        },
      },
    ];
  },
};
