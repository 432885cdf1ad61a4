import type { PrototypeShape } from "./shape.ts";

/** For each query and head the key most alike among those allowed, all where none is: prototypes [B,Q,C] and places [B,Q,heads]. */
export function prototypeSelectReference(
  keys: Float64Array,
  queries: Float64Array,
  mask: Float64Array | null,
  { batch, places, queries: count, heads, headWidth }: PrototypeShape,
): { readonly prototypes: Float64Array; readonly chosen: Float64Array } {
  const channels = heads * headWidth;
  const prototypes = new Float64Array(batch * count * channels);
  const chosen = new Float64Array(batch * count * heads);
  for (let query = 0; query < batch * count; query++) {
    const image = Math.floor(query / count);
    const isAllowed = (place: number): boolean => mask === null || mask[query * places + place] >= 0;
    const all = Array.from({ length: places }, (_, place) => place);
    const allowed = all.filter(isAllowed);
    for (let head = 0; head < heads; head++) {
      const start = query * channels + head * headWidth;
      const keyAt = (place: number): number => (image * places + place) * channels + head * headWidth;
      const likeness = (place: number): number => {
        let sum = 0;
        for (let c = 0; c < headWidth; c++) sum += keys[keyAt(place) + c] * queries[start + c];
        return sum;
      };
      const candidates = allowed.length === 0 ? all : allowed;
      // Of equal ones the first.
      const best = candidates.reduce((first, place) => (likeness(place) > likeness(first) ? place : first));
      chosen[query * heads + head] = best;
      prototypes.set(keys.subarray(keyAt(best), keyAt(best) + headWidth), start);
    }
  }
  return { prototypes, chosen };
}

/** Gradient of the keys: each place gets what the queries that chose it got, query after query. */
export function prototypeScatterReference(
  dPrototypes: Float64Array,
  chosen: Float64Array,
  { batch, places, queries, heads, headWidth }: PrototypeShape,
): Float64Array {
  const channels = heads * headWidth;
  const dKeys = new Float64Array(batch * places * channels);
  for (let query = 0; query < batch * queries; query++) {
    for (let head = 0; head < heads; head++) {
      const place = Math.floor(query / queries) * places + chosen[query * heads + head];
      for (let c = head * headWidth; c < (head + 1) * headWidth; c++) {
        dKeys[place * channels + c] += dPrototypes[query * channels + c];
      }
    }
  }
  return dKeys;
}
