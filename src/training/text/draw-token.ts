import { STREAMS, threefry2x32, uniformFloat } from "../../lib/threefry.ts";

export interface DrawSettings {
  /** 0 takes the likeliest token; 1 draws from the model's own distribution. */
  readonly temperature: number;
  /** Draw among this many likeliest tokens; undefined: among all. */
  readonly topK?: number | undefined;
  readonly seed: number;
}

/** Ids by falling logit; equal logits by rising id, so that a draw never depends on a sort's whims. */
function likeliest(logits: Float32Array, count: number): Uint32Array {
  const ids = Uint32Array.from(logits, (_, id) => id);
  return ids.sort((a, b) => logits[b] - logits[a] || a - b).subarray(0, count);
}

/** The next token's id; a pure function of the logits, the settings and the position in the text. */
export function drawToken(logits: Float32Array, settings: DrawSettings, position: number): number {
  const { temperature, topK = logits.length, seed } = settings;
  const ids = likeliest(logits, temperature === 0 ? 1 : Math.min(topK, logits.length));
  if (ids.length === 1) return ids[0];
  const highest = logits[ids[0]];
  const weights = Float64Array.from(ids, (id) => Math.exp((logits[id] - highest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let rest = uniformFloat(threefry2x32(seed, STREAMS.sampling, position, 0)[0]) * total;
  for (let index = 0; index < ids.length; index += 1) {
    rest -= weights[index];
    if (rest < 0) return ids[index];
  }
  return ids[ids.length - 1];
}
