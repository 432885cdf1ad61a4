import { positionOf } from "../_kernel/window.ts";
import type { ConvShape } from "./shape.ts";

/** Visits every product inside the image: indices of the result, of the image and of the weight. */
function forEachProduct(shape: ConvShape, visit: (y: number, x: number, w: number) => void): void {
  const { batch, image, windows, window, channels, outputs, groupChannels, groupOutputs, taps } = shape;
  const [height, width] = image;
  const kernelWidth = window.kernel[1];
  for (let position = 0; position < batch * windows[0] * windows[1]; position++) {
    const n = Math.floor(position / windows[1] / windows[0]);
    for (let tap = 0; tap < taps; tap++) {
      const i = positionOf(Math.floor(position / windows[1]) % windows[0], Math.floor(tap / kernelWidth), window, 0);
      const j = positionOf(position % windows[1], tap % kernelWidth, window, 1);
      if (i < 0 || i >= height || j < 0 || j >= width) continue;
      for (let o = 0; o < outputs; o++) {
        const from = ((n * height + i) * width + j) * channels + Math.floor(o / groupOutputs) * groupChannels;
        for (let q = 0; q < groupChannels; q++) {
          visit(position * outputs + o, from + q, (o * taps + tap) * groupChannels + q);
        }
      }
    }
  }
}

/** Float64 convolution, y [B,H',W',O]. */
export function conv2dReference(x: Float64Array, weight: Float64Array, shape: ConvShape): Float64Array {
  const y = new Float64Array(shape.batch * shape.windows[0] * shape.windows[1] * shape.outputs);
  forEachProduct(shape, (to, from, w) => (y[to] += weight[w] * x[from]));
  return y;
}

/** The adjoint in x, [B,H,W,C]. */
export function conv2dBackwardInputReference(dy: Float64Array, weight: Float64Array, shape: ConvShape): Float64Array {
  const dx = new Float64Array(shape.batch * shape.image[0] * shape.image[1] * shape.channels);
  forEachProduct(shape, (to, from, w) => (dx[from] += weight[w] * dy[to]));
  return dx;
}

/** Gradient of the weight, [O,kh,kw,C/g]. */
export function conv2dBackwardWeightReference(dy: Float64Array, x: Float64Array, shape: ConvShape): Float64Array {
  const dweight = new Float64Array(shape.outputs * shape.taps * shape.groupChannels);
  forEachProduct(shape, (to, from, w) => (dweight[w] += dy[to] * x[from]));
  return dweight;
}
