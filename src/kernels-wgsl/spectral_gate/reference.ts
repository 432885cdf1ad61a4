/** Extents of x [batch, height, width, channels]; the half spectrum has `columns` = floor(width / 2) + 1 columns. */
export interface GateShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly columns: number;
}

/** How often a column of the half spectrum stands for one of the whole: all but the first and an even width's last come twice. */
export function columnWeight(v: number, width: number): number {
  return v === 0 || 2 * v === width ? 1 : 2;
}

/** Orthonormal half spectrum of x over height and width, [batch, height, columns, 2, channels]: real part, imaginary part. */
export function halfSpectrumReference(x: Float64Array, shape: GateShape): Float64Array {
  const { batch, height, width, channels, columns } = shape;
  const spectrum = new Float64Array(batch * height * columns * 2 * channels);
  const scale = 1 / Math.sqrt(height * width);
  for (let at = 0; at < batch * height * columns; at++) {
    const [v, u, b] = [at % columns, Math.floor(at / columns) % height, Math.floor(at / columns / height)];
    for (let place = 0; place < height * width; place++) {
      const [i, j] = [Math.floor(place / width), place % width];
      const angle = -2 * Math.PI * (((u * i) % height) / height + ((v * j) % width) / width);
      const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
      for (let c = 0; c < channels; c++) {
        const value = x[(b * height * width + place) * channels + c];
        spectrum[2 * at * channels + c] += cos * value;
        spectrum[(2 * at + 1) * channels + c] += sin * value;
      }
    }
  }
  return spectrum;
}

/** The image of a half spectrum: what is imaginary in the columns that stand for themselves falls away. */
export function imageReference(spectrum: Float64Array, shape: GateShape): Float64Array {
  const { batch, height, width, channels, columns } = shape;
  const y = new Float64Array(batch * height * width * channels);
  const scale = 1 / Math.sqrt(height * width);
  for (let at = 0; at < batch * height * columns; at++) {
    const [v, u, b] = [at % columns, Math.floor(at / columns) % height, Math.floor(at / columns / height)];
    for (let place = 0; place < height * width; place++) {
      const [i, j] = [Math.floor(place / width), place % width];
      const angle = 2 * Math.PI * (((u * i) % height) / height + ((v * j) % width) / width);
      const weight = scale * columnWeight(v, width);
      const [cos, sin] = [weight * Math.cos(angle), weight * Math.sin(angle)];
      for (let c = 0; c < channels; c++) {
        y[(b * height * width + place) * channels + c] +=
          cos * spectrum[2 * at * channels + c] - sin * spectrum[(2 * at + 1) * channels + c];
      }
    }
  }
  return y;
}

/** spectrum times weight [height, columns, 2, channels], or its conjugate, as complex numbers. */
function filtered(spectrum: Float64Array, weight: Float64Array, channels: number, sign: number): Float64Array {
  return spectrum.map((value, index) => {
    const isImaginary = Math.floor(index / channels) % 2 === 1;
    const [re, im] = isImaginary ? [index - channels, index] : [index, index + channels];
    const [wr, wi] = [weight[re % weight.length], sign * weight[im % weight.length]];
    return isImaginary ? spectrum[re] * wi + value * wr : value * wr - spectrum[im] * wi;
  });
}

/** y, and the half spectrum of x. */
export function spectralGateReference(
  x: Float64Array,
  weight: Float64Array,
  shape: GateShape,
  isConjugate: boolean,
): { readonly y: Float64Array; readonly spectrum: Float64Array } {
  const spectrum = halfSpectrumReference(x, shape);
  const y = imageReference(filtered(spectrum, weight, shape.channels, isConjugate ? -1 : 1), shape);
  return { y, spectrum };
}

/** Gradient of the weight from the half spectra of x and dy: column weight times conj(X) G, summed over images. */
export function spectralGateWeightReference(
  x: Float64Array,
  dy: Float64Array,
  { height, width, channels, columns }: GateShape,
): Float64Array {
  const dweight = new Float64Array(height * columns * 2 * channels);
  x.forEach((value, index) => {
    const plane = Math.floor(index / channels);
    if (plane % 2 === 1) return;
    const weight = columnWeight(Math.floor(plane / 2) % columns, width);
    const [im, to] = [index + channels, index % dweight.length];
    dweight[to] += weight * (value * dy[index] + x[im] * dy[im]);
    dweight[to + channels] += weight * (value * dy[im] - x[im] * dy[index]);
  });
  return dweight;
}
