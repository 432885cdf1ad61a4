/** Extents of u [batch, steps] and m [batch, steps, memory]. */
export interface MemoryShape {
  readonly batch: number;
  readonly steps: number;
  readonly memory: number;
}

/** m[t] = sum over k <= t of response[k] u[t - k]. */
export function memoryReference(
  u: Float64Array,
  response: Float64Array,
  { batch, steps, memory }: MemoryShape,
): Float64Array {
  const m = new Float64Array(batch * steps * memory);
  for (let row = 0; row < batch * steps; row++) {
    for (let k = 0; k <= row % steps; k++) {
      for (let q = 0; q < memory; q++) m[row * memory + q] += response[k * memory + q] * u[row - k];
    }
  }
  return m;
}

/** du[j] = sum over t >= j of <response[t - j], dm[t]>. */
export function memoryBackwardReference(
  dm: Float64Array,
  response: Float64Array,
  { batch, steps, memory }: MemoryShape,
): Float64Array {
  const du = new Float64Array(batch * steps);
  for (let row = 0; row < batch * steps; row++) {
    const left = (steps - (row % steps)) * memory;
    for (let e = 0; e < left; e++) du[row] += response[e] * dm[row * memory + e];
  }
  return du;
}
