import { crossEntropyBackwardReference, type CrossEntropyAttributes } from "../cross_entropy/reference.ts";

/** Float64 logits [M, V] = h [M, C] weight [V, C]^T + bias [V]. */
export function headLogitsReference(
  h: Float64Array,
  weight: Float64Array,
  bias: Float64Array | undefined,
  channels: number,
): Float64Array {
  const vocabulary = weight.length / channels;
  return Float64Array.from({ length: (h.length / channels) * vocabulary }, (_, i) => {
    const row = Math.floor(i / vocabulary) * channels;
    const column = (i % vocabulary) * channels;
    let sum = bias?.[i % vocabulary] ?? 0;
    for (let c = 0; c < channels; c++) sum += h[row + c] * weight[column + c];
    return sum;
  });
}

export interface HeadGradients {
  readonly dh: Float64Array;
  readonly dweight: Float64Array;
  readonly dbias: Float64Array;
}

/** With D = d(logits): dh = D weight, dweight = D^T h, dbias = column sums of D. */
export function headCrossEntropyBackwardReference(
  forward: {
    readonly dloss: number;
    readonly scale: number;
    readonly h: Float64Array;
    readonly weight: Float64Array;
    readonly bias: Float64Array | undefined;
    readonly targets: Float64Array;
    readonly lse: Float64Array;
  },
  channels: number,
  attributes: CrossEntropyAttributes,
): HeadGradients {
  const { dloss, scale, h, weight, bias, targets, lse } = forward;
  const logits = headLogitsReference(h, weight, bias, channels);
  const dlogits = crossEntropyBackwardReference(dloss, scale, logits, targets, lse, attributes);
  const vocabulary = weight.length / channels;
  const dh = new Float64Array(h.length);
  const dweight = new Float64Array(weight.length);
  const dbias = new Float64Array(vocabulary);
  dlogits.forEach((g, i) => {
    const row = Math.floor(i / vocabulary) * channels;
    const column = (i % vocabulary) * channels;
    dbias[i % vocabulary] += g;
    for (let c = 0; c < channels; c++) {
      dh[row + c] += g * weight[column + c];
      dweight[column + c] += g * h[row + c];
    }
  });
  return { dh, dweight, dbias };
}
