import { positionOf } from "../_kernel/window.ts";
import type { PoolShape } from "./shape.ts";

/** Visits every pair of a window and a tap inside the image, windows in order and their taps in row-major order. */
function forEachPair(shape: PoolShape, visit: (y: number, x: number, tap: number) => void): void {
  const { batch, image, windows, window, channels } = shape;
  const [height, width] = image;
  const [kernelHeight, kernelWidth] = window.kernel;
  for (let position = 0; position < batch * windows[0] * windows[1]; position++) {
    const n = Math.floor(position / windows[1] / windows[0]);
    for (let tap = 0; tap < kernelHeight * kernelWidth; tap++) {
      const i = positionOf(Math.floor(position / windows[1]) % windows[0], Math.floor(tap / kernelWidth), window, 0);
      const j = positionOf(position % windows[1], tap % kernelWidth, window, 1);
      if (i < 0 || i >= height || j < 0 || j >= width) continue;
      for (let c = 0; c < channels; c++)
        visit(position * channels + c, ((n * height + i) * width + j) * channels + c, tap);
    }
  }
}

const pooledSize = ({ batch, windows, channels }: PoolShape): number => batch * windows[0] * windows[1] * channels;

/** How much a value weighs in each window: one over the values of the window, or over its taps with the padding counted. */
function weights(shape: PoolShape, countsPadding: boolean): Float64Array {
  const [kernelHeight, kernelWidth] = shape.window.kernel;
  const counts = new Float64Array(pooledSize(shape));
  forEachPair(shape, (y) => (counts[y] += 1));
  return counts.map((count) => 1 / (countsPadding ? kernelHeight * kernelWidth : count));
}

/** Mean of each window. */
export function averagePoolReference(x: Float64Array, shape: PoolShape, countsPadding: boolean): Float64Array {
  const weight = weights(shape, countsPadding);
  const y = new Float64Array(weight.length);
  forEachPair(shape, (to, from) => (y[to] += weight[to] * x[from]));
  return y;
}

export function averagePoolBackwardReference(dy: Float64Array, shape: PoolShape, countsPadding: boolean): Float64Array {
  const weight = weights(shape, countsPadding);
  const dx = new Float64Array(shape.batch * shape.image[0] * shape.image[1] * shape.channels);
  forEachPair(shape, (to, from) => (dx[from] += weight[to] * dy[to]));
  return dx;
}

/** Largest value of each window, and the tap of the first of the largest. */
export function maxPoolReference(x: Float64Array, shape: PoolShape): { y: Float64Array; tap: Float64Array } {
  const y = new Float64Array(pooledSize(shape)).fill(-Infinity);
  const first = new Float64Array(y.length);
  forEachPair(shape, (to, from, tap) => {
    if (!(x[from] > y[to])) return;
    y[to] = x[from];
    first[to] = tap;
  });
  return { y, tap: first };
}

/** dy goes to the tap that was kept. */
export function maxPoolBackwardReference(dy: Float64Array, tap: Float64Array, shape: PoolShape): Float64Array {
  const dx = new Float64Array(shape.batch * shape.image[0] * shape.image[1] * shape.channels);
  forEachPair(shape, (to, from, own) => {
    if (tap[to] === own) dx[from] += dy[to];
  });
  return dx;
}
