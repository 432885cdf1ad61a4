import type { Tape, Tensor } from "../_kernel/operator.ts";
import type { Pair } from "../_kernel/window.ts";
import { matmul } from "../matmul/kernel.ts";
import { permute } from "../permute/kernel.ts";
import { conv2d } from "./kernel.ts";
import { convShape, type ConvAttributes } from "./shape.ts";

export const PLAIN: ConvAttributes = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 };

const isPair = (pair: Pair, [height, width]: Pair): boolean => pair[0] === height && pair[1] === width;

/** The patches that tile an image, one row each: x [B,H,W,C] to [B, H/ph * W/pw, ph pw C]; free where a patch is one position. */
export function patchesOf(tape: Tape, x: Tensor, [ph, pw]: Pair): Tensor {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / ph, width / pw];
  const shape = [batch, rows * columns, ph * pw * channels];
  if (ph === 1 && pw === 1) return tape.reshape(x, shape);
  const tiles = tape.reshape(x, [batch, rows, ph, columns, pw * channels]);
  return tape.reshape(tape.apply(permute, [tiles], { permutation: [0, 1, 3, 2, 4] })[0], shape);
}

/**
 * Convolution of x [B,H,W,C] by weight [O,kh,kw,C/groups] to [B,H',W',O]. Windows that tile the image, those of a single tap
 * above all, make it a matrix product; all others take the kernel of their own.
 */
export function applyConv2d(tape: Tape, x: Tensor, weight: Tensor, attributes: ConvAttributes): Tensor {
  const { batch, image, windows, window, channels, outputs, taps } = convShape(x, weight, attributes);
  const { kernel, stride, padding, dilation } = window;
  const isTiling =
    isPair(stride, kernel) &&
    isPair(padding, [0, 0]) &&
    kernel.every((extent, axis) => (extent === 1 || dilation[axis] === 1) && image[axis] % extent === 0);
  if (attributes.groups > 1 || !isTiling) return tape.apply(conv2d, [x, weight], attributes)[0];
  const matrix = tape.reshape(weight, [outputs, taps * channels]);
  const [y] = tape.apply(matmul, [patchesOf(tape, x, kernel), matrix], { transposeA: false, transposeB: true });
  return tape.reshape(y, [batch, ...windows, outputs]);
}
