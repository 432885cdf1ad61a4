/**
 * Snippet: params and the weight of one axis, in whole numbers up to the last division, so that equal fractions are equal bits.
 * A kernel inserts `RESIZE`.
 */
export const RESIZE = `
struct Params {
  size: u32,             // threads with work
  packs: u32,            // channels / PACK
  height: u32,
  width: u32,
  out_height: u32,
  out_width: u32,
}
// Place below the sample and the share of the one above it: ((to + 1/2) from / out - 1/2) in halves of 1 / out.
struct Sample {
  low: i32,
  share: f32,
}
fn sample_of(to: u32, extent: u32, out: u32) -> Sample {
  let numerator = i32((2u * to + 1u) * extent) - i32(out);
  let unit = i32(2u * out);
  // Rounds down: the numerator is at least -out.
  let low = (numerator + unit) / unit - 1;
  return Sample(low, f32(numerator - low * unit) / f32(unit));
}
fn inside(place: i32, extent: u32) -> u32 { return u32(clamp(place, 0, i32(extent) - 1)); }
fn weight_of(to: u32, at: u32, extent: u32, out: u32) -> f32 {
  let own = sample_of(to, extent, out);
  return select(0.0, 1.0 - own.share, inside(own.low, extent) == at) + select(0.0, own.share, inside(own.low + 1, extent) == at);
}
// First and last place of the result that may read place \`at\`.
fn first_reader(at: u32, extent: u32, out: u32) -> u32 {
  return u32(max(0, (2 * i32(at) - 1) * i32(out) / (2 * i32(extent)) - 1));
}
fn last_reader(at: u32, extent: u32, out: u32) -> u32 {
  return min(out - 1u, (2u * at + 3u) * out / (2u * extent) + 1u);
}
`;
