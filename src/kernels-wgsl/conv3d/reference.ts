import type { Conv3dShape } from "./shape.ts";

/** Visits every product inside the volume: indices of the result, of the volume and of the filters. */
function forEachProduct(shape: Conv3dShape, visit: (y: number, x: number, w: number) => void): void {
  const { extents, kernel, channels, outputs, taps, positions } = shape;
  const [height, width, depth] = extents;
  const [kh, kw, kd] = kernel;
  for (let position = 0; position < positions; position++) {
    const n = Math.floor(position / depth / width / height);
    for (let tap = 0; tap < taps; tap++) {
      const i = (Math.floor(position / depth / width) % height) + Math.floor(tap / kd / kw) - (kh - 1) / 2;
      const j = (Math.floor(position / depth) % width) + (Math.floor(tap / kd) % kw) - (kw - 1) / 2;
      const k = (position % depth) + (tap % kd) - (kd - 1) / 2;
      if (i < 0 || j < 0 || k < 0 || i >= height || j >= width || k >= depth) continue;
      const from = (((n * height + i) * width + j) * depth + k) * channels;
      for (let o = 0; o < outputs; o++) {
        for (let c = 0; c < channels; c++) visit(position * outputs + o, from + c, (o * taps + tap) * channels + c);
      }
    }
  }
}

/** Float64 convolution, y [B,H,W,D,O]. */
export function conv3dReference(x: Float64Array, weight: Float64Array, shape: Conv3dShape): Float64Array {
  const y = new Float64Array(shape.positions * shape.outputs);
  forEachProduct(shape, (to, from, w) => (y[to] += weight[w] * x[from]));
  return y;
}

/** dx [B,H,W,D,C] */
export function conv3dBackwardInputReference(dy: Float64Array, weight: Float64Array, shape: Conv3dShape): Float64Array {
  const dx = new Float64Array(shape.positions * shape.channels);
  forEachProduct(shape, (y, x, w) => (dx[x] += dy[y] * weight[w]));
  return dx;
}

/** dweight [O,kh,kw,kd,C] */
export function conv3dBackwardWeightReference(dy: Float64Array, x: Float64Array, shape: Conv3dShape): Float64Array {
  const dweight = new Float64Array(shape.outputs * shape.taps * shape.channels);
  forEachProduct(shape, (y, from, w) => (dweight[w] += dy[y] * x[from]));
  return dweight;
}
