import type { AttentionAttributes } from "./attention-shape.ts";
import { TILE_THREADS, tileVectors, vectorsOf, type AttentionPass, type Variant } from "./variant.ts";

/** Bytes loaded by one trip of a kernel's loop: from global memory, and to and from workgroup memory. */
export interface StepTraffic {
  readonly globalBytes: number;
  readonly workgroupBytes: number;
}

const VECTOR_BYTES = 16;
const STATISTIC_BYTES = 8;
const WORD_BYTES = 4;

/** One trip of one loop: four keys (queries) in registers, or a tile. */
export function stepTraffic(pass: AttentionPass, attributes: AttentionAttributes, variant: Variant): StepTraffic {
  return variant.isTiled ? tileTraffic(pass, attributes, variant.step) : registerTraffic(pass, attributes);
}

function registerTraffic(pass: AttentionPass, { headWidth, valueWidth, hasKeyMask }: AttentionAttributes): StepTraffic {
  const vectors = vectorsOf(headWidth) + vectorsOf(valueWidth);
  const beside = pass === "columns" ? STATISTIC_BYTES : hasKeyMask ? WORD_BYTES : 0;
  return { globalBytes: 4 * (VECTOR_BYTES * vectors + beside), workgroupBytes: 0 };
}

function tileTraffic(pass: AttentionPass, attributes: AttentionAttributes, step: number): StepTraffic {
  const { headWidth, valueWidth, hasKeyMask } = attributes;
  const [e, ev] = [vectorsOf(headWidth), vectorsOf(valueWidth)];
  const isForward = pass === "forward";
  // Every thread scores a quarter of the tile against its own row, re-read each time.
  const scored = TILE_THREADS * (step / 4);
  const scoredVectors = isForward ? e : e + ev;
  const ownVectors = TILE_THREADS * scoredVectors;
  const tile = VECTOR_BYTES * step * (tileVectors(headWidth) + tileVectors(valueWidth));
  const beside = pass === "columns" ? STATISTIC_BYTES * scored : hasKeyMask ? WORD_BYTES * scored : 0;
  // One weight stored per pair scored, all of a row's read back, and a quarter of each vector row added up.
  const weights = (pass === "columns" ? 2 : 1) * WORD_BYTES * (scored + TILE_THREADS * step);
  const ownedWidths = { forward: [valueWidth], rows: [headWidth], columns: [headWidth, valueWidth] }[pass];
  const owned = ownedWidths.reduce((sum, width) => sum + (TILE_THREADS * step * tileVectors(width)) / 4, 0);
  const maxima = isForward ? 5 * WORD_BYTES * TILE_THREADS : 0;
  return {
    globalBytes: tile + VECTOR_BYTES * ownVectors + beside,
    workgroupBytes: tile + VECTOR_BYTES * (scored * scoredVectors + owned) + weights + maxima,
  };
}

/** Bytes of one thread's own rows, loaded before its loop. */
export function ownTraffic(
  pass: AttentionPass,
  { headWidth, valueWidth, hasKeyMask }: AttentionAttributes,
  variant: Variant,
  isFused: boolean,
): number {
  const [e, ev] = [VECTOR_BYTES * vectorsOf(headWidth), VECTOR_BYTES * vectorsOf(valueWidth)];
  const mask = pass === "columns" && hasKeyMask ? WORD_BYTES : 0;
  const statistic = pass !== "rows" ? 0 : isFused ? ev + WORD_BYTES : STATISTIC_BYTES;
  if (variant.isTiled) return mask + statistic + (pass === "rows" && isFused ? ev : 0);
  return variant.rows * (mask + statistic + e + (pass === "forward" ? 0 : ev));
}

/** Workgroup bytes outside the loop: the sums of four threads that share a row. */
export const finalWorkgroupBytes = (pass: AttentionPass, variant: Variant): number =>
  variant.isTiled && pass === "forward" ? 5 * WORD_BYTES * TILE_THREADS : 0;
