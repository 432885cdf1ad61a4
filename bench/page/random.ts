/** Uniform numbers in [0, 1) from a 32-bit state (mulberry32): the same in every engine and every run. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Uniform values in [-scale, scale). */
export function uniformValues(length: number, seed: number, scale = 1): Float32Array<ArrayBuffer> {
  const next = uniforms(seed);
  return new Float32Array(length).map(() => Math.fround(next() * 2 - 1) * scale);
}

/** Normal values by Box and Muller, the cosine branch alone. */
export function normalValues(length: number, standardDeviation: number, next: () => number): Float32Array<ArrayBuffer> {
  return new Float32Array(length).map(() => {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    return standardDeviation * radius * Math.cos(2 * Math.PI * next());
  });
}
