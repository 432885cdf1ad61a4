import { NO_COST, type Counters } from "../../lib/counters.ts";
import type { AttentionAttributes, AttentionShape } from "./attention-shape.ts";
import { rowsPerOwner, TILE_THREADS, tileVectors, vectorsOf, type AttentionPass, type Variant } from "./variant.ts";

/** First and last key of a query's band; empty when last < first. */
function keyBand(query: number, shape: AttentionShape, offset: number): readonly [number, number] {
  const position = query + offset;
  return [Math.max(0, position - shape.before), Math.min(shape.keys - 1, position + shape.after)];
}

/** First and last query whose band holds a key. */
function queryBand(key: number, shape: AttentionShape, offset: number): readonly [number, number] {
  return [Math.max(0, key - offset - shape.after), Math.min(shape.queries - 1, key - offset + shape.before)];
}

/** Pairs of a query and a key in its band, for one batch entry and head. */
export function pairsPerHead(shape: AttentionShape, offset: number): number {
  let pairs = 0;
  for (let query = 0; query < shape.queries; query++) {
    const [first, last] = keyBand(query, shape, offset);
    pairs += Math.max(0, last - first + 1);
  }
  return pairs;
}

export const ownersPerHead = (pass: AttentionPass, shape: AttentionShape, variant: Variant): number =>
  Math.ceil((pass === "columns" ? shape.keys : shape.queries) / rowsPerOwner(variant));

/** Trips of the kernels' loops over keys (queries), of all threads that share one loop, for one batch entry and head. */
function stepsPerHead(pass: AttentionPass, shape: AttentionShape, offset: number, variant: Variant): number {
  const extent = pass === "columns" ? shape.keys : shape.queries;
  const band = pass === "columns" ? queryBand : keyBand;
  // Without quads every thread of the register kernels has bounds of its own.
  const rows = variant.isTiled || variant.hasQuads ? rowsPerOwner(variant) : variant.rows;
  const loops = Math.ceil(extent / rowsPerOwner(variant)) * (rowsPerOwner(variant) / rows);
  let steps = 0;
  for (let loop = 0; loop < loops; loop++) {
    const low = band(Math.min(loop * rows, extent - 1), shape, offset)[0];
    const high = band(Math.min((loop + 1) * rows - 1, extent - 1), shape, offset)[1];
    steps += Math.max(0, Math.ceil((high - low + 1) / variant.step));
  }
  return steps;
}

/** What is computed for each pair and row, the rescaling by the running maximum left out. */
function arithmetic(
  pass: AttentionPass,
  pairs: number,
  rows: number,
  { headWidth, valueWidth }: AttentionAttributes,
): Partial<Counters> {
  if (pass === "forward") {
    return {
      multiplies: pairs * (headWidth + valueWidth) + rows * (headWidth + valueWidth),
      adds: pairs * (headWidth + valueWidth + 2) + rows,
      specials: pairs + 2 * rows,
    };
  }
  if (pass === "rows") {
    return {
      multiplies: pairs * (2 * headWidth + valueWidth + 1) + rows * (2 * headWidth),
      adds: pairs * (2 * headWidth + valueWidth),
      specials: pairs,
    };
  }
  return {
    multiplies: pairs * (2 * headWidth + 2 * valueWidth + 1) + rows * (2 * headWidth),
    adds: pairs * (2 * headWidth + 2 * valueWidth),
    specials: pairs,
  };
}

/** Bytes loaded and stored by the tiled kernels for one step: global, workgroup. */
function tileStepBytes(pass: AttentionPass, attributes: AttentionAttributes, step: number): readonly [number, number] {
  const [e, ev] = [vectorsOf(attributes.headWidth), vectorsOf(attributes.valueWidth)];
  const tile = step * (tileVectors(attributes.headWidth) + tileVectors(attributes.valueWidth)) * 16;
  const scored = TILE_THREADS * (step / 4);
  const owned = (width: number): number => (TILE_THREADS * step * tileVectors(width) * 16) / 4;
  const mask = attributes.hasKeyMask ? 4 * scored : 0;
  if (pass === "forward") {
    const scores = scored * e * 16 + 5 * 4 * TILE_THREADS;
    return [
      tile + TILE_THREADS * e * 16 + mask,
      tile + scores + 4 * scored + 4 * TILE_THREADS * step + owned(attributes.valueWidth),
    ];
  }
  const global = tile + TILE_THREADS * (e + ev) * 16;
  const scores = tile + scored * (e + ev) * 16;
  if (pass === "rows") {
    return [global + mask, scores + 4 * scored + 4 * TILE_THREADS * step + owned(attributes.headWidth)];
  }
  return [
    global + 8 * scored,
    scores + 8 * scored + 8 * TILE_THREADS * step + owned(attributes.headWidth) + owned(attributes.valueWidth),
  ];
}

/** Bytes loaded by the register kernels for one step of one loop. */
function registerStepBytes(pass: AttentionPass, attributes: AttentionAttributes): number {
  const vectors = vectorsOf(attributes.headWidth) + vectorsOf(attributes.valueWidth);
  const beside = pass === "columns" ? 8 : attributes.hasKeyMask ? 4 : 0;
  return 4 * (16 * vectors + beside);
}

export interface PassCost {
  readonly pass: AttentionPass;
  readonly shape: AttentionShape;
  readonly attributes: AttentionAttributes;
  readonly variant: Variant;
  /** Bytes of all inputs and of all outputs, each once. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** Exact counters of one launch. Reads of a thread's own rows count as the inputs' bytes. */
export function passCounters({ pass, shape, attributes, variant, bytesRead, bytesWritten }: PassCost): Counters {
  const heads = shape.batch * attributes.queryHeads;
  const pairs = heads * pairsPerHead(shape, attributes.queryOffset);
  const rows = pass === "columns" ? shape.batch * attributes.kvHeads * shape.keys : heads * shape.queries;
  const steps = heads * stepsPerHead(pass, shape, attributes.queryOffset, variant);
  const [globalBytes, workgroupBytes] = variant.isTiled
    ? tileStepBytes(pass, attributes, variant.step)
    : [registerStepBytes(pass, attributes), 0];
  return {
    ...NO_COST,
    ...arithmetic(pass, pairs, rows, attributes),
    bytesRead,
    bytesWritten,
    bytesTouched: bytesRead + bytesWritten + steps * globalBytes,
    workgroupBytes: steps * workgroupBytes,
    launches: 1,
  };
}
