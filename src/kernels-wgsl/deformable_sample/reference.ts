import type { DeformableShape } from "./shape.ts";

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** One axis of a sample: the position below it, its distance from there, and whether its offset is free to move. */
function axisOf(start: number, offset: number, reach: number) {
  const moved = Math.min(reach, Math.max(-reach, offset));
  const low = Math.floor(moved);
  return { low: start + low, share: moved - low, isFree: moved === offset };
}

/** A neighbour of a sample that lies in the map. */
interface Corner {
  /** Element of channel 0 of x. */
  readonly at: number;
  readonly weight: number;
  /** Derivatives of the weight by the offsets; 0 where these are clamped. */
  readonly byDown: number;
  readonly byRight: number;
}

interface Sample {
  /** Element of channel 0 of the columns. */
  readonly to: number;
  /** Elements of the offsets: down, right, logit of the mask. */
  readonly offsets: readonly [number, number, number];
  readonly mask: number;
  readonly corners: readonly Corner[];
}

/** Visits every window and tap. */
function eachSample(offsets: Float64Array, shape: DeformableShape, visit: (sample: Sample) => void): void {
  const { batch, height, width, channels, taps, side, reach } = shape;
  const half = (side - 1) / 2;
  for (let window = 0; window < batch * height * width; window++) {
    const image = Math.floor(window / (height * width));
    const [i, j] = [Math.floor(window / width) % height, window % width];
    for (let tap = 0; tap < taps; tap++) {
      const own = [0, 1, 2].map((plane) => (3 * window + plane) * taps + tap) as [number, number, number];
      const down = axisOf(i + Math.floor(tap / side) - half, offsets[own[0]], reach);
      const right = axisOf(j + (tap % side) - half, offsets[own[1]], reach);
      const corners = [0, 1].flatMap((below) =>
        [0, 1].flatMap((beside) => {
          const [row, column] = [down.low + below, right.low + beside];
          if (row < 0 || row >= height || column < 0 || column >= width) return [];
          const [tall, wide] = [below ? down.share : 1 - down.share, beside ? right.share : 1 - right.share];
          return {
            at: ((image * height + row) * width + column) * channels,
            weight: tall * wide,
            byDown: down.isFree ? (below ? wide : -wide) : 0,
            byRight: right.isFree ? (beside ? tall : -tall) : 0,
          };
        }),
      );
      visit({ to: (window * taps + tap) * channels, offsets: own, mask: logistic(offsets[own[2]]), corners });
    }
  }
}

/** Columns [B,H,W,taps,C]: what each tap of each window reads, times its mask. */
export function deformableSampleReference(
  x: Float64Array,
  offsets: Float64Array,
  shape: DeformableShape,
): Float64Array {
  const { channels, taps } = shape;
  const columns = new Float64Array((x.length / channels) * taps * channels);
  eachSample(offsets, shape, ({ to, mask, corners }) => {
    for (const { at, weight } of corners) {
      for (let c = 0; c < channels; c++) columns[to + c] += mask * weight * x[at + c];
    }
  });
  return columns;
}

/** dx [B,H,W,C]. */
export function deformableBackwardInputReference(
  dcolumns: Float64Array,
  offsets: Float64Array,
  shape: DeformableShape,
): Float64Array {
  const { channels, taps } = shape;
  const dx = new Float64Array(dcolumns.length / taps);
  eachSample(offsets, shape, ({ to, mask, corners }) => {
    for (const { at, weight } of corners) {
      for (let c = 0; c < channels; c++) dx[at + c] += mask * weight * dcolumns[to + c];
    }
  });
  return dx;
}

/** doffsets [B,H,W,3 taps]. */
export function deformableBackwardOffsetsReference(
  dcolumns: Float64Array,
  x: Float64Array,
  offsets: Float64Array,
  shape: DeformableShape,
): Float64Array {
  const { channels } = shape;
  const doffsets = new Float64Array(offsets.length);
  eachSample(offsets, shape, ({ to, offsets: [down, right, logit], mask, corners }) => {
    for (const { at, weight, byDown, byRight } of corners) {
      let product = 0;
      for (let c = 0; c < channels; c++) product += dcolumns[to + c] * x[at + c];
      doffsets[down] += mask * byDown * product;
      doffsets[right] += mask * byRight * product;
      doffsets[logit] += mask * (1 - mask) * weight * product;
    }
  });
  return doffsets;
}
