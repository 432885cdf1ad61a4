/**
 * Counter-based randomness (Salmon et al. 2011, Threefry-2x32 with 20 rounds): a draw is a pure function of
 * (seed, stream, step, element), so that any step can be replayed alone, on the host, on the GPU or in Python.
 */

/** Second key word: one stream per use, so that more dropout never moves the data order. */
export const STREAMS = { init: 0, data: 1, dropout: 2, evaluation: 3, sampling: 4 } as const;

export type Stream = keyof typeof STREAMS;

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const ROUNDS = 20;
/** Skein's key-schedule parity constant. */
const PARITY = 0x1bd11bda;
const TWO_POW_MINUS_24 = 2 ** -24;
const TWO_POW_MINUS_32 = 2 ** -32;

/** Two independent u32 for the key (seed, stream) and the counter (step, element). All words are taken modulo 2^32. */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const keys = [key0 | 0, key1 | 0, PARITY ^ key0 ^ key1];
  let x0 = (counter0 + keys[0]) | 0;
  let x1 = (counter1 + keys[1]) | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const turn = ROTATIONS[round % 8];
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << turn) | (x1 >>> (32 - turn))) ^ x0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = (x0 + keys[injection % 3]) | 0;
      x1 = (x1 + keys[(injection + 1) % 3] + injection) | 0;
    }
  }
  return [x0 >>> 0, x1 >>> 0];
}

/** In [0, 1), from the top 24 bits: exact in float32, so host and GPU agree to the bit. */
export function uniformFloat(word: number): number {
  return (word >>> 8) * TWO_POW_MINUS_24;
}

/** The high 32 bits of the 64-bit product of two u32, exactly. */
export function mulHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000);
}

/**
 * An integer in [0, count) from one random u32: floor(word * count / 2^32). Some results are likelier than others by at
 * most count / 2^32 (below 0.3 % for ten million positions), the price of being one multiplication in WGSL.
 */
export function uniformBelow(word: number, count: number): number {
  return mulHigh(word >>> 0, count);
}

/** FNV-1a of the UTF-8 bytes, 32 bits: the identity of a parameter's full name. */
export function hashName(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * Standard normal in float64 by Box-Muller, for initial weights: a function of (seed, parameter name, index) alone, so
 * that two models start equal wherever their parameter names agree.
 */
export function normalAt(seed: number, nameHash: number, index: number): number {
  const [first, second] = threefry2x32(seed, STREAMS.init, nameHash, index);
  // The half keeps the logarithm's argument inside (0, 1).
  const radius = Math.sqrt(-2 * Math.log((first + 0.5) * TWO_POW_MINUS_32));
  return radius * Math.cos(2 * Math.PI * second * TWO_POW_MINUS_32);
}

/** In (0, 1), in float64, for initial weights: like `normalAt`, a function of (seed, parameter name, index) alone. */
export function uniformAt(seed: number, nameHash: number, index: number): number {
  return (threefry2x32(seed, STREAMS.init, nameHash, index)[0] + 0.5) * TWO_POW_MINUS_32;
}
