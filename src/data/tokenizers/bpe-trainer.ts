import { PairQueue } from "./pair-queue.ts";

/** Two ids to merge and the id of the result, in the order in which they were learned. */
export interface Merge {
  readonly left: number;
  readonly right: number;
}

interface Word {
  readonly ids: number[];
  readonly count: number;
}

const BYTES = 256;
/** Ids stay below this, so that a pair of them fits a number exactly. */
export const MOST_TOKENS = 65_536;

function pairOf(left: number, right: number): number {
  return left * MOST_TOKENS + right;
}

/** Counts of adjacent pairs over all words, and where each pair occurs. */
class PairCounts {
  private readonly queue = new PairQueue();
  private readonly counts = new Map<number, number>();
  private readonly places = new Map<number, Set<number>>();
  private changes = new Map<number, number>();

  /** Notes every pair of word number `index` as appearing (1) or disappearing (-1). */
  tally({ ids, count }: Word, index: number, sign: 1 | -1): void {
    for (let i = 0; i + 1 < ids.length; i++) {
      const pair = pairOf(ids[i], ids[i + 1]);
      this.changes.set(pair, (this.changes.get(pair) ?? 0) + sign * count);
      if (sign > 0) this.placesOf(pair).add(index);
    }
  }

  /** Makes the noted changes count; only what has grown needs to be queued again. */
  apply(): void {
    for (const [pair, change] of this.changes) {
      const count = this.countOf(pair) + change;
      this.counts.set(pair, count);
      if (change > 0) this.queue.push(pair, count);
    }
    this.changes = new Map();
  }

  /** Removes the commonest pair, if it occurs twice at least, and tells which words had it at some time. */
  takeCommonest(): { pair: number; words: number[] } | undefined {
    const pair = this.queue.pop((candidate) => this.countOf(candidate));
    if (pair === undefined || this.countOf(pair) < 2) return undefined;
    const words = [...this.placesOf(pair)].sort((a, b) => a - b);
    this.places.delete(pair);
    return { pair, words };
  }

  private countOf(pair: number): number {
    return this.counts.get(pair) ?? 0;
  }

  private placesOf(pair: number): Set<number> {
    const known = this.places.get(pair);
    if (known !== undefined) return known;
    const words = new Set<number>();
    this.places.set(pair, words);
    return words;
  }
}

function mergeIn(ids: number[], { left, right }: Merge, result: number): void {
  let write = 0;
  for (let read = 0; read < ids.length; read++) {
    const isPair = ids[read] === left && read + 1 < ids.length && ids[read + 1] === right;
    ids[write++] = isPair ? result : ids[read];
    if (isPair) read++;
  }
  ids.length = write;
}

/**
 * Byte-pair encoding (Sennrich et al. 2016) over the bytes of pre-tokens: again and again the commonest adjacent pair
 * becomes a token, of equal pairs the one with the smaller left and then right id. Stops early when no pair occurs
 * twice. `words` maps each pre-token's bytes (one character per byte) to how often it occurs.
 */
export function learnMerges(
  words: ReadonlyMap<string, number>,
  vocabularySize: number,
  onProgress: (done: number, total: number) => void,
): Merge[] {
  const all: Word[] = Array.from(words, ([bytes, count]) => ({
    ids: Array.from(bytes, (character) => character.charCodeAt(0)),
    count,
  }));
  const pairs = new PairCounts();
  all.forEach((word, index) => pairs.tally(word, index, 1));
  pairs.apply();
  const merges: Merge[] = [];
  while (BYTES + merges.length < vocabularySize) {
    const commonest = pairs.takeCommonest();
    if (commonest === undefined) break;
    const merge = { left: Math.floor(commonest.pair / MOST_TOKENS), right: commonest.pair % MOST_TOKENS };
    for (const index of commonest.words) {
      pairs.tally(all[index], index, -1);
      mergeIn(all[index].ids, merge, BYTES + merges.length);
      pairs.tally(all[index], index, 1);
    }
    pairs.apply();
    merges.push(merge);
    if (merges.length % 64 === 0) onProgress(merges.length, vocabularySize - BYTES);
  }
  return merges;
}
