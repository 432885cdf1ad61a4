import type { ConvShape } from "../conv2d/shape.ts";

/** Float64 transposed convolution, y [B,H,W,C] of x [B,h,w,O] and weight [O,kh,kw,C]: every value of x lays its filter down. */
export function conv2dTransposeReference(x: Float64Array, weight: Float64Array, shape: ConvShape): Float64Array {
  const { batch, image, windows, window, channels, outputs, taps } = shape;
  const { kernel, stride, padding } = window;
  const y = new Float64Array(batch * image[0] * image[1] * channels);
  x.forEach((value, from) => {
    const o = from % outputs;
    const place = Math.floor(from / outputs);
    const [i, j] = [Math.floor(place / windows[1]) % windows[0], place % windows[1]];
    const own = Math.floor(place / (windows[0] * windows[1]));
    for (let tap = 0; tap < taps; tap++) {
      const row = i * stride[0] + Math.floor(tap / kernel[1]) - padding[0];
      const column = j * stride[1] + (tap % kernel[1]) - padding[1];
      if (row < 0 || row >= image[0] || column < 0 || column >= image[1]) continue;
      for (let c = 0; c < channels; c++) {
        y[((own * image[0] + row) * image[1] + column) * channels + c] +=
          value * weight[(o * taps + tap) * channels + c];
      }
    }
  });
  return y;
}
