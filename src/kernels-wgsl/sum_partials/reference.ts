/** Where a gradient lies in the arena and how many partial sums there are of each of its elements. */
export interface PartialGradient {
  /** Elements from the start of the arena. */
  readonly offset: number;
  readonly parts: number;
  readonly size: number;
}

/** The arena with each gradient replaced by the sum of its partials [parts, size]. */
export function sumPartialsReference(
  arena: Float64Array,
  partials: readonly Float64Array[],
  gradients: readonly PartialGradient[],
): Float64Array {
  const out = arena.slice();
  gradients.forEach(({ offset, parts, size }, i) => {
    for (let c = 0; c < size; c++) {
      let sum = 0;
      for (let part = 0; part < parts; part++) sum += partials[i][part * size + c];
      out[offset + c] = sum;
    }
  });
  return out;
}
