import { STREAMS, threefry2x32, uniformBelow, uniformFloat } from "../../../lib/threefry.ts";

const CHARACTERS = "abcdefghijklmnopqrstuvwxyz ";
const LETTERS = 16;
const SUCCESSORS = 4;
/** Probability of the successors of one context, likeliest first. */
const PROBABILITIES = [0.6, 0.2, 0.15, 0.05];

/**
 * A random source of order two: after each pair of characters, one of four successors drawn for that pair. Its true
 * entropy is known (`ENTROPY_BITS_PER_BYTE`), which a model can approach but not pass; models of one byte of context
 * stay far above it.
 */
export function orderTwoText(seed: number, length: number, part: number): Uint8Array<ArrayBuffer> {
  const alphabet = alphabetOf(seed);
  const text = new Uint8Array(length);
  let before = 0;
  let last = 0;
  for (let i = 0; i < length; i++) {
    const [word] = threefry2x32(seed, STREAMS.sampling, part, i);
    const next = successor(seed, before * LETTERS + last, choose(uniformFloat(word)));
    text[i] = alphabet.charCodeAt(next);
    before = last;
    last = next;
  }
  return text;
}

/** Bits per byte of the source: the entropy of the successor's choice, since successors of a context are distinct. */
export const ENTROPY_BITS_PER_BYTE = PROBABILITIES.reduce((bits, p) => bits - p * Math.log2(p), 0);

/** Sixteen distinct characters. */
function alphabetOf(seed: number): string {
  const letters = Array.from(CHARACTERS);
  for (let i = letters.length - 1; i > 0; i--) {
    const other = uniformBelow(threefry2x32(seed, STREAMS.data, 0, i)[0], i + 1);
    [letters[i], letters[other]] = [letters[other], letters[i]];
  }
  return letters.slice(0, LETTERS).join("");
}

function choose(uniform: number): number {
  let choice = 0;
  let cumulative = PROBABILITIES[0];
  while (uniform >= cumulative && choice < SUCCESSORS - 1) cumulative += PROBABILITIES[++choice];
  return choice;
}

/** The `choice`-th of the distinct successors of a context: a random start and an odd step modulo sixteen. */
function successor(seed: number, context: number, choice: number): number {
  const [start, step] = threefry2x32(seed, STREAMS.init, context, 0);
  return (start + choice * (step | 1)) & (LETTERS - 1);
}
