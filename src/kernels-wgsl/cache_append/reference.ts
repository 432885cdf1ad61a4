/** The cache [rows, width] with row `position mod rows` replaced by columns from `start` of the row x. */
export function cacheAppendReference(
  x: Float64Array,
  position: number,
  cache: Float64Array,
  width: number,
  start: number,
): Float64Array {
  const next = cache.slice();
  const row = position % (cache.length / width);
  next.set(x.subarray(start, start + width), row * width);
  return next;
}
