import { NO_COST } from "../../lib/counters.ts";
import { columnSumLaunch } from "../_kernel/column-sum.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { packOf } from "../_kernel/packed-row.ts";
import { windowParams, type Pair } from "../_kernel/window.ts";
import backwardInput from "./backward-input.wgsl?raw";
import backwardWeight from "./backward-weight.wgsl?raw";
import { channelPack, POSITIONS, withChannelPack } from "./channel-pack.ts";
import { conv2dBackwardInputReference, conv2dBackwardWeightReference } from "./reference.ts";
import { convProducts, convShape, imageSpec, type ConvAttributes, type ConvShape } from "./shape.ts";

export interface ConvBackwardInputAttributes extends ConvAttributes {
  /** Height and width of the image, which strides make ambiguous. */
  readonly image: Pair;
}

export interface ConvBackwardWeightAttributes extends ConvAttributes {
  readonly kernel: Pair;
}

function shapeOfInput(dy: TensorSpec, weight: TensorSpec, attributes: ConvBackwardInputAttributes): ConvShape {
  const channels = weight.shape[3] * attributes.groups;
  return convShape(f32(dy.shape[0], ...attributes.image, channels), weight, attributes);
}

/** dx [B,H,W,C] from dy [B,H',W',O] and weight [O,kh,kw,C/groups]. */
export const conv2dBackwardInput: Operator<ConvBackwardInputAttributes> = {
  name: "conv2d_backward_input",
  infer: ([dy, weight], attributes) => [imageSpec(shapeOfInput(dy, weight, attributes))],
  reference: ([dy, weight], attributes, [dySpec, weightSpec]) => [
    conv2dBackwardInputReference(dy, weight, shapeOfInput(dySpec, weightSpec, attributes)),
  ],
  lower({ inputs: [dy, weight], outputs: [dx], attributes }) {
    const shape = shapeOfInput(dy, weight, attributes);
    const { batch, image, windows, window, channels, outputs, groupOutputs, groupChannels, taps } = shape;
    const [pack, inner] = [packOf(groupOutputs), channelPack(shape)];
    const rows = batch * image[0] * image[1];
    const size = (Math.ceil(rows / POSITIONS) * channels) / inner;
    const products = convProducts(shape);
    return [
      {
        label: "conv2d_backward_input",
        source: expand(backwardInput, withChannelPack(shape, pack)),
        params: {
          size,
          rows,
          group_output_packs: groupOutputs / pack,
          output_packs: outputs / pack,
          group_packs: groupChannels / inner,
          row_packs: channels / inner,
          ...windowParams(image, windows, window),
        },
        bindings: [read(dy), read(weight), write(dx)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(weight.shape)),
          bytesWritten: 4 * sizeOf(dx.shape),
          bytesTouched: 4 * (size * taps * groupOutputs * (inner + POSITIONS) + sizeOf(dx.shape)),
          launches: 1,
        },
      },
    ];
  },
};

/** Threads that fill a GPU, and windows that one thread sums at most: short sums keep the precision of float32. */
const WANTED_THREADS = 16_384;
const LONGEST_SUM = 2_048;

interface Chunks {
  /** Threads of one chunk. */
  readonly threads: number;
  readonly parts: number;
  /** Rows of windows. */
  readonly chunk: number;
}

function chunksOf(shape: ConvShape): Chunks {
  const { batch, windows, outputs, groupOutputs, groupChannels, taps } = shape;
  const threads = (outputs / packOf(groupOutputs)) * taps * (groupChannels / channelPack(shape));
  const rows = batch * windows[0];
  const wanted = Math.max(Math.ceil(WANTED_THREADS / threads), Math.ceil((rows * windows[1]) / LONGEST_SUM));
  const chunk = Math.ceil(rows / Math.min(rows, 256, wanted));
  return { threads, chunk, parts: Math.ceil(rows / chunk) };
}

const shapeOfWeight = (dy: TensorSpec, x: TensorSpec, attributes: ConvBackwardWeightAttributes): ConvShape =>
  convShape(x, f32(dy.shape[3], ...attributes.kernel, x.shape[3] / attributes.groups), attributes);

/** dweight [O,kh,kw,C/groups] from dy [B,H',W',O] and x [B,H,W,C]. */
export const conv2dBackwardWeight: Operator<ConvBackwardWeightAttributes> = {
  name: "conv2d_backward_weight",
  infer([dy, x], attributes) {
    const { outputs, groupChannels } = shapeOfWeight(dy, x, attributes);
    return [f32(outputs, ...attributes.kernel, groupChannels)];
  },
  reference: ([dy, x], attributes, [dySpec, xSpec]) => [
    conv2dBackwardWeightReference(dy, x, shapeOfWeight(dySpec, xSpec, attributes)),
  ],
  scratch([dy, x], attributes) {
    const shape = shapeOfWeight(dy, x, attributes);
    const { parts } = chunksOf(shape);
    return parts === 1 ? [] : [f32(parts, shape.outputs, ...attributes.kernel, shape.groupChannels)];
  },
  trailingSums: () => 1,
  lower({ inputs: [dy, x], outputs: [dweight], attributes }, scratch) {
    const shape = shapeOfWeight(dy, x, attributes);
    const { batch, image, windows, window, channels, outputs, groupOutputs, groupChannels } = shape;
    const { threads, parts, chunk } = chunksOf(shape);
    const [pack, inner] = [packOf(groupOutputs), channelPack(shape)];
    const partial = parts === 1 ? dweight : scratch[0];
    const products = convProducts(shape);
    const pass: Launch = {
      label: "conv2d_backward_weight",
      source: expand(backwardWeight, withChannelPack(shape, pack)),
      params: {
        size: parts * threads,
        rows: batch * windows[0],
        chunk,
        group_outputs: groupOutputs,
        output_packs: outputs / pack,
        group_packs: groupChannels / inner,
        row_packs: channels / inner,
        ...windowParams(image, windows, window),
      },
      bindings: [read(dy), read(x), write(partial)],
      workgroups: foldWorkgroups(parts * threads, 64),
      counters: {
        ...NO_COST,
        multiplies: products,
        adds: products,
        bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(x.shape)),
        bytesWritten: 4 * sizeOf(partial.shape),
        bytesTouched: 4 * ((products * (pack + inner)) / (pack * inner) + sizeOf(partial.shape)),
        launches: 1,
      },
    };
    if (parts === 1) return [pass];
    return [pass, columnSumLaunch([{ x: partial, y: dweight }], parts, { rowsPerTile: parts, tiles: 1 })];
  },
};
