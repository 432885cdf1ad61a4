import { Failure } from "../../../lib/failure.ts";
import type { EcoHashAttributes } from "../../../kernels-wgsl/eco_hash/kernel.ts";
import { HASH_LEARNING, learnHash, type HashLearning } from "./learn-hash.ts";

/** Trained matrices of softmax attention, [out, in], and the turned queries of the first batch, [tokens, H dh]. */
export interface SoftmaxAttentionState {
  readonly wq: Float64Array;
  readonly wv: Float64Array;
  readonly wo: Float64Array;
  readonly queries: Float64Array;
}

/** Parts of an eco-attention block, by name. */
export type EcoAttentionState = Readonly<Record<"wq" | "wv" | "wo" | "directions" | "means" | "anchors", Float64Array>>;

const MOST_ROWS = 256;

/**
 * The swap: query, value and output matrices stay, keys are dropped, and each head learns its hash from at most 256 tokens of
 * the batch. `normal` and `pick` are as `learnHash` takes them.
 */
export function ecoFromSoftmax(
  { wq, wv, wo, queries }: SoftmaxAttentionState,
  { heads, width, bits, anchors }: EcoHashAttributes,
  normal: () => number,
  pick: (count: number, n: number) => readonly number[],
  learning: Omit<HashLearning, "bits" | "anchors"> = HASH_LEARNING,
): EcoAttentionState {
  const channels = heads * width;
  if (wv.length !== channels ** 2 || wq.length !== channels ** 2) {
    throw new Failure(
      `The swap to EcoFormer keeps the value matrix, so it must be [${channels}, ${channels}]; set as many key/value heads as query heads.`,
    );
  }
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
      const row = queries.slice(first, first + width);
      const length = Math.sqrt(1e-12 + row.reduce((sum, value) => sum + value * value, 0));
      return row.map((value) => value / length);
    });
    return learnHash(rows, { ...learning, bits, anchors }, normal, pick);
  });
  const joined = (part: "directions" | "means" | "anchors"): Float64Array =>
    Float64Array.from(hashes.flatMap((hash) => [...hash[part]]));
  return { wq, wv, wo, directions: joined("directions"), means: joined("means"), anchors: joined("anchors") };
}
