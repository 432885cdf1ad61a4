/** scale times the sum along each circular diagonal of scores [batch, L, L]: result [batch, L], entry tau over s = (t - tau) mod L. */
export function diagonalSumsReference(
  scores: Float64Array,
  { batch, length, scale }: { readonly batch: number; readonly length: number; readonly scale: number },
): Float64Array {
  const sums = new Float64Array(batch * length);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < length; t++) {
      for (let s = 0; s < length; s++) {
        sums[b * length + ((t - s + length) % length)] += scale * scores[(b * length + t) * length + s];
      }
    }
  }
  return sums;
}

/** Its transpose: dscores[b, t, s] = scale dsums[b, (t - s) mod L]. */
export function diagonalSumsBackwardReference(
  dsums: Float64Array,
  { batch, length, scale }: { readonly batch: number; readonly length: number; readonly scale: number },
): Float64Array {
  return Float64Array.from({ length: batch * length * length }, (_, at) => {
    const [s, t, b] = [at % length, Math.floor(at / length) % length, Math.floor(at / length / length)];
    return scale * dsums[b * length + ((t - s + length) % length)];
  });
}
