/** Extents of x [batch, height, width, channels] and of a filter with odd sides. */
export interface GridConvShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
}

/** Visits every product: index of the output, of the input and of the tap. */
function forEachProduct(shape: GridConvShape, visit: (y: number, x: number, tap: number) => void): void {
  const { batch, height, width, channels, kernelHeight, kernelWidth } = shape;
  const at = (n: number, i: number, j: number, c: number): number => ((n * height + i) * width + j) * channels + c;
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        for (let tap = 0; tap < kernelHeight * kernelWidth; tap++) {
          const row = i + Math.floor(tap / kernelWidth) - (kernelHeight - 1) / 2;
          const column = j + (tap % kernelWidth) - (kernelWidth - 1) / 2;
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          for (let c = 0; c < channels; c++) {
            visit(at(n, i, j, c), at(n, row, column, c), c * kernelHeight * kernelWidth + tap);
          }
        }
      }
    }
  }
}

/** Zero padding keeps the size; `isFlipped` turns the filter by half a turn. */
export function conv2dReference(
  x: Float64Array,
  weight: Float64Array,
  shape: GridConvShape,
  isFlipped: boolean,
): Float64Array {
  const y = new Float64Array(x.length);
  const taps = shape.kernelHeight * shape.kernelWidth;
  const own = (tap: number): number => (isFlipped ? tap - (tap % taps) + taps - 1 - (tap % taps) : tap);
  forEachProduct(shape, (to, from, tap) => (y[to] += weight[own(tap)] * x[from]));
  return y;
}

export function conv2dWeightGradientReference(dy: Float64Array, x: Float64Array, shape: GridConvShape): Float64Array {
  const dweight = new Float64Array(shape.channels * shape.kernelHeight * shape.kernelWidth);
  forEachProduct(shape, (to, from, tap) => (dweight[tap] += dy[to] * x[from]));
  return dweight;
}
