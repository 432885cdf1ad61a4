import { NO_COST } from "../../lib/counters.ts";
import { columnSumLaunch } from "../_kernel/column-sum.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { withPack } from "../_kernel/packed-row.ts";
import backwardInput from "./backward-input.wgsl?raw";
import backwardWeight from "./backward-weight.wgsl?raw";
import { conv3dBackwardInputReference, conv3dBackwardWeightReference } from "./reference.ts";
import {
  conv3dProducts,
  conv3dShape,
  outputPack,
  VOLUME_PARAMS,
  volumeParams,
  volumeSpec,
  type Conv3dShape,
} from "./shape.ts";

function shapeOfInput(dy: TensorSpec, weight: TensorSpec): Conv3dShape {
  return conv3dShape(f32(...dy.shape.slice(0, 4), weight.shape[4]), weight);
}

/** dx [B,H,W,D,C] from dy [B,H,W,D,O] and weight [O,kh,kw,kd,C]. */
export const conv3dBackwardInput: Operator = {
  name: "conv3d_backward_input",
  infer([dy, weight]) {
    const shape = shapeOfInput(dy, weight);
    return [volumeSpec(shape, shape.channels)];
  },
  reference: ([dy, weight], _attributes, [dySpec, weightSpec]) => [
    conv3dBackwardInputReference(dy, weight, shapeOfInput(dySpec, weightSpec)),
  ],
  lower({ inputs: [dy, weight], outputs: [dx] }) {
    const shape = shapeOfInput(dy, weight);
    const size = sizeOf(dx.shape);
    const products = conv3dProducts(shape);
    return [
      {
        label: "conv3d_backward_input",
        source: expand(backwardInput, withPack(outputPack(shape), { snippets: { VOLUME_PARAMS } })),
        params: { size, ...volumeParams(shape) },
        bindings: [read(dy), read(weight), write(dx)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(weight.shape)),
          bytesWritten: 4 * size,
          bytesTouched: 4 * (2 * products + size),
          launches: 1,
        },
      },
    ];
  },
};

export interface Conv3dKernel {
  readonly kernel: readonly [height: number, width: number, depth: number];
}

const shapeOfWeight = (dy: TensorSpec, x: TensorSpec, { kernel }: Conv3dKernel): Conv3dShape =>
  conv3dShape(x, f32(dy.shape[4], ...kernel, x.shape[4]));

/** Threads that fill a GPU. */
const WANTED_THREADS = 16_384;

/** Lines along depth are summed in at most 256 chunks, short enough for the precision of float32. */
function chunksOf(shape: Conv3dShape) {
  const threads = (shape.outputs / outputPack(shape)) * shape.taps * shape.channels;
  const lines = shape.positions / shape.extents[2];
  const wanted = Math.max(Math.ceil(WANTED_THREADS / threads), Math.ceil(shape.positions / 2_048));
  const chunk = Math.ceil(lines / Math.min(lines, 256, wanted));
  return { threads, lines, chunk, parts: Math.ceil(lines / chunk) };
}

/** dweight [O,kh,kw,kd,C] from dy [B,H,W,D,O] and x [B,H,W,D,C]. */
export const conv3dBackwardWeight: Operator<Conv3dKernel> = {
  name: "conv3d_backward_weight",
  infer([dy, x], attributes) {
    const { outputs, channels, kernel } = shapeOfWeight(dy, x, attributes);
    return [f32(outputs, ...kernel, channels)];
  },
  reference: ([dy, x], attributes, [dySpec, xSpec]) => [
    conv3dBackwardWeightReference(dy, x, shapeOfWeight(dySpec, xSpec, attributes)),
  ],
  scratch([dy, x], attributes) {
    const shape = shapeOfWeight(dy, x, attributes);
    const { parts } = chunksOf(shape);
    return parts === 1 ? [] : [f32(parts, shape.outputs, ...shape.kernel, shape.channels)];
  },
  trailingSums: () => 1,
  lower({ inputs: [dy, x], outputs: [dweight], attributes }, scratch) {
    const shape = shapeOfWeight(dy, x, attributes);
    const pack = outputPack(shape);
    const { threads, lines, chunk, parts } = chunksOf(shape);
    const partial = parts === 1 ? dweight : scratch[0];
    const products = conv3dProducts(shape);
    const pass: Launch = {
      label: "conv3d_backward_weight",
      source: expand(backwardWeight, withPack(pack, { snippets: { VOLUME_PARAMS } })),
      params: { size: parts * threads, lines, chunk, ...volumeParams(shape) },
      bindings: [read(dy), read(x), write(partial)],
      workgroups: foldWorkgroups(parts * threads, 64),
      counters: {
        ...NO_COST,
        multiplies: products,
        adds: products,
        bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(x.shape)),
        bytesWritten: 4 * sizeOf(partial.shape),
        bytesTouched: 4 * ((products * (pack + 1)) / pack + sizeOf(partial.shape)),
        launches: 1,
      },
    };
    if (parts === 1) return [pass];
    return [pass, columnSumLaunch([{ x: partial, y: dweight }], parts, { rowsPerTile: parts, tiles: 1 })];
  },
};
