/** Snippet: params of the three kernels, and where an offset leads. A kernel inserts `SAMPLE`. */
export const SAMPLE = `
struct Params {
  size: u32,             // threads with work
  packs: u32,            // channels / PACK
  height: u32,
  width: u32,
  side: u32,             // taps along a side
  reach: u32,            // offsets are clamped to this
}
@group(0) @binding(0) var<uniform> params: Params;

// The position below a moved one, relative to where it would be unmoved, and the distance from there.
struct Place {
  low: i32,
  share: f32,
}
fn place_of(offset: f32) -> Place {
  let moved = clamp(offset, -f32(params.reach), f32(params.reach));
  let low = floor(moved);
  return Place(i32(low), moved - low);
}
fn mask_of(logit: f32) -> f32 { return 1.0 / (1.0 + exp(-clamp(logit, -80.0, 80.0))); }
`;
