import { placeOf, type ScanOrder } from "../_kernel/scan-order.ts";

/** Extents of x [batch, length, channels] and of the filter. */
export interface ConvShape {
  readonly batch: number;
  readonly length: number;
  readonly channels: number;
  readonly taps: number;
}

/** s[t] = bias + sum_k w[k] x[t - K + 1 + k] along the path, before any activation. */
export function conv1dReference(
  x: Float64Array,
  weight: Float64Array,
  bias: Float64Array | undefined,
  { batch, length, channels, taps }: ConvShape,
  order: ScanOrder,
): Float64Array {
  const sums = new Float64Array(x.length);
  for (let b = 0; b < batch; b++) {
    const at = (t: number, c: number): number => (b * length + placeOf(t, length, order)) * channels + c;
    for (let t = 0; t < length; t++) {
      for (let c = 0; c < channels; c++) {
        let sum = bias?.[c] ?? 0;
        for (let k = Math.max(0, taps - 1 - t); k < taps; k++) {
          sum += weight[c * taps + k] * x[at(t - taps + 1 + k, c)];
        }
        sums[at(t, c)] = sum;
      }
    }
  }
  return sums;
}

/** dweight [channels, taps] and dbias [channels] from the gradient at the sums. */
export function conv1dWeightGradientReference(
  ds: Float64Array,
  x: Float64Array,
  { batch, length, channels, taps }: ConvShape,
  order: ScanOrder,
): { readonly dweight: Float64Array; readonly dbias: Float64Array } {
  const dweight = new Float64Array(channels * taps);
  const dbias = new Float64Array(channels);
  for (let b = 0; b < batch; b++) {
    const at = (t: number, c: number): number => (b * length + placeOf(t, length, order)) * channels + c;
    for (let t = 0; t < length; t++) {
      for (let c = 0; c < channels; c++) {
        const gradient = ds[at(t, c)];
        dbias[c] += gradient;
        for (let k = Math.max(0, taps - 1 - t); k < taps; k++) {
          dweight[c * taps + k] += gradient * x[at(t - taps + 1 + k, c)];
        }
      }
    }
  }
  return { dweight, dbias };
}
