import type { AttentionShape } from "./attention-shape.ts";
import { rowsPerOwner, type AttentionPass, type Variant } from "./variant.ts";

/** First and last key of a query's band; empty when last < first. */
function keyBand(query: number, shape: AttentionShape, offset: number): readonly [number, number] {
  const position = query + offset;
  return [Math.max(0, position - shape.before), Math.min(shape.keys - 1, position + shape.after)];
}

/** First and last query whose band holds a key. */
function queryBand(key: number, shape: AttentionShape, offset: number): readonly [number, number] {
  return [Math.max(0, key - offset - shape.after), Math.min(shape.queries - 1, key - offset + shape.before)];
}

/** Pairs of a query and a key in its band, for one batch entry and head; a key mask is not looked at. */
export function pairsPerHead(shape: AttentionShape, offset: number): number {
  let pairs = 0;
  for (let query = 0; query < shape.queries; query++) {
    const [first, last] = keyBand(query, shape, offset);
    pairs += Math.max(0, last - first + 1);
  }
  return pairs;
}

const rowsOf = (pass: AttentionPass, shape: AttentionShape): number =>
  pass === "columns" ? shape.keys : shape.queries;

/** Owners (quads of threads, or workgroups) per batch entry and head. */
export const ownersPerHead = (pass: AttentionPass, shape: AttentionShape, variant: Variant): number =>
  Math.ceil(rowsOf(pass, shape) / rowsPerOwner(variant));

/** Trips of the kernel's loop over keys (queries), summed over all loops of one batch entry and head. */
export function stepsPerHead(pass: AttentionPass, shape: AttentionShape, offset: number, variant: Variant): number {
  const extent = rowsOf(pass, shape);
  const band = pass === "columns" ? queryBand : keyBand;
  // Without quads every thread of the register kernels has a loop of its own.
  const rows = variant.isTiled || variant.hasQuads ? rowsPerOwner(variant) : variant.rows;
  const loops = ownersPerHead(pass, shape, variant) * (rowsPerOwner(variant) / rows);
  let steps = 0;
  for (let loop = 0; loop < loops; loop++) {
    const low = band(Math.min(loop * rows, extent - 1), shape, offset)[0];
    const high = band(Math.min((loop + 1) * rows - 1, extent - 1), shape, offset)[1];
    steps += Math.max(0, Math.ceil((high - low + 1) / variant.step));
  }
  return steps;
}
