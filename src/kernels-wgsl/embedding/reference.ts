/** Float64 rows scale * weight[id] of weight [V, channels]. */
export function embeddingReference(
  ids: Float64Array,
  weight: Float64Array,
  channels: number,
  scale: number,
): Float64Array {
  return Float64Array.from(
    { length: ids.length * channels },
    (_, i) => scale * weight[ids[Math.floor(i / channels)] * channels + (i % channels)],
  );
}

/** dweight[v] = scale * sum of dy over the positions order[starts[v]] .. order[starts[v + 1] - 1]. */
export function embeddingBackwardReference(
  dy: Float64Array,
  order: Float64Array,
  starts: Float64Array,
  channels: number,
  scale: number,
): Float64Array {
  const dweight = new Float64Array((starts.length - 1) * channels);
  for (let v = 0; v + 1 < starts.length; v++) {
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      for (let c = 0; c < channels; c++) dweight[v * channels + c] += scale * dy[order[k] * channels + c];
    }
  }
  return dweight;
}
