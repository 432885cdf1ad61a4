import type { EcoHashAttributes } from "../../../kernels-wgsl/eco_hash/kernel.ts";
import { Failure } from "../../../lib/failure.ts";
import { HASH_LEARNING, learnHash, type HashLearning } from "./learn-hash.ts";

/** Frozen numbers of all heads: directions [H b, m], means [H, m], anchors [H dh, m]. */
export type HashValues = Readonly<Record<"directions" | "means" | "anchors", Float64Array>>;

const MOST_ROWS = 256;

/**
 * Each head's hash, learned from at most 256 tokens of a batch. `queries` [tokens, H dh] are turned by their positions;
 * `normal` and `pick` are as `learnHash` takes them. Throws a Failure where there are fewer tokens than anchors.
 */
export function hashFromQueries(
  queries: ArrayLike<number>,
  { heads, width, bits, anchors }: EcoHashAttributes,
  normal: () => number,
  pick: (count: number, n: number) => readonly number[],
  learning: Omit<HashLearning, "bits" | "anchors"> = HASH_LEARNING,
): HashValues {
  const channels = heads * width;
  const tokens = queries.length / channels;
  if (tokens < anchors) {
    throw new Failure(
      `${tokens} tokens cannot give ${anchors} anchors; use a larger batch, or at most ${tokens} anchors.`,
    );
  }
  const chosen = pick(Math.min(MOST_ROWS, tokens), tokens);
  const hashes = Array.from({ length: heads }, (_, head) => {
    const rows = chosen.map((token) => {
      const first = token * channels + head * width;
      const row = Float64Array.from({ length: width }, (__, c) => queries[first + c]);
      const length = Math.sqrt(1e-12 + row.reduce((sum, value) => sum + value * value, 0));
      return row.map((value) => value / length);
    });
    return learnHash(rows, { ...learning, bits, anchors }, normal, pick);
  });
  const joined = (part: keyof HashValues): Float64Array => Float64Array.from(hashes.flatMap((hash) => [...hash[part]]));
  return { directions: joined("directions"), means: joined("means"), anchors: joined("anchors") };
}
