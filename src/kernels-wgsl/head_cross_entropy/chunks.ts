/** A run of rows whose logits exist at the same time. */
export interface RowChunk {
  readonly firstRow: number;
  readonly rows: number;
}

/** Most bytes of logits that exist at a time, unless 16 rows alone need more. */
export const MAX_LOGITS_BYTES = 8 * 1024 * 1024;

/** Cuts rows into equal runs of a multiple of 16 (the last may be shorter); one run if all logits fit. */
export function chunkRows(rows: number, vocabulary: number, maxBytes: number): readonly RowChunk[] {
  const most = Math.floor(maxBytes / (4 * vocabulary));
  if (rows <= most) return [{ firstRow: 0, rows }];
  const count = Math.ceil(rows / Math.max(16, most - (most % 16)));
  const size = Math.ceil(rows / count / 16) * 16;
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    firstRow: i * size,
    rows: Math.min(size, rows - i * size),
  }));
}
