import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { passScratch, reduceLaunches } from "../reduce/launches.ts";
import { reducePasses, type ReducePass } from "../reduce/passes.ts";
import text from "./backward-weight.wgsl?raw";
import { conv2dWeightGradientReference, type GridConvShape } from "./reference.ts";
import { gridConvShape, insideTaps } from "./shape.ts";

export interface GridConvWeightAttributes {
  /** Height and width of the filter. */
  readonly kernel: readonly [height: number, width: number];
}

/** Rows of the grid that one thread sums. */
const CHUNK_ROWS = 8;

const shapeOf = (x: TensorSpec, [height, width]: readonly [number, number]): GridConvShape =>
  gridConvShape(x, f32(x.shape[3], height, width));

function passesOf({ batch, height, channels, kernelHeight, kernelWidth }: GridConvShape): {
  readonly parts: number;
  readonly passes: readonly ReducePass[];
} {
  const parts = Math.ceil((batch * height) / CHUNK_ROWS);
  return { parts, passes: reducePasses([parts, channels * kernelHeight * kernelWidth], [0]) };
}

/** dweight [C,kh,kw] from dy and x, both [B,H,W,C]. */
export const conv2dWeightBackward: Operator<GridConvWeightAttributes> = {
  name: "conv2d_dw_backward_weight",
  infer: ([, x], { kernel }) => [f32(x.shape[3], ...kernel)],
  reference: ([dy, x], { kernel }, [, spec]) => [conv2dWeightGradientReference(dy, x, shapeOf(spec, kernel))],
  scratch([, x], { kernel }) {
    const shape = shapeOf(x, kernel);
    const { parts, passes } = passesOf(shape);
    return [f32(parts, shape.channels, ...kernel), ...passScratch(passes)];
  },
  lower({ inputs: [dy, x], outputs: [dweight], attributes: { kernel } }, [partial, ...scratch], traits) {
    const shape = shapeOf(x, kernel);
    const { batch, height, width, channels, kernelHeight, kernelWidth } = shape;
    const { passes } = passesOf(shape);
    const products = batch * channels * insideTaps(shape);
    const [elements, size] = [sizeOf(x.shape), sizeOf(partial.shape)];
    return [
      {
        label: "conv2d_dw_backward_weight",
        source: expand(text),
        params: {
          size,
          channels,
          rows: batch * height,
          chunk: CHUNK_ROWS,
          height,
          width,
          kernel_height: kernelHeight,
          kernel_width: kernelWidth,
        },
        bindings: [read(dy), read(x), write(partial)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 8 * elements,
          bytesWritten: 4 * size,
          bytesTouched: 4 * (2 * products + size),
          launches: 1,
        },
      },
      ...reduceLaunches(passes, { x: partial, y: dweight, scratch }, { isMax: false, scale: 1 }, traits),
    ];
  },
};
