/** Counts over scenes, from which overlaps are computed. */
export interface SegmentTallies {
  readonly classes: number;
  /** Pixels by true class and answered class, [K, K]. */
  readonly confusion: Float64Array<ArrayBuffer>;
  /** Of each class: segments that were matched, their summed overlap, segments answered in vain, and segments missed. */
  readonly matched: Float64Array<ArrayBuffer>;
  readonly overlap: Float64Array<ArrayBuffer>;
  readonly vain: Float64Array<ArrayBuffer>;
  readonly missed: Float64Array<ArrayBuffer>;
}
