/** Positions of ids in stable order of their id, and where each id's run starts among them (starts[count] closes the last). */
export function sortByIdReference(
  ids: Float64Array,
  count: number,
): { readonly order: Float64Array; readonly starts: Float64Array } {
  const order = Float64Array.from(ids.keys()).sort((a, b) => ids[a] - ids[b] || a - b);
  const starts = new Float64Array(count + 1);
  for (let id = 0; id <= count; id++) starts[id] = ids.filter((other) => other < id).length;
  return { order, starts };
}
