// Reduction of rows: the sum (or maximum) of each chunk of each row.
// Equation: y[o, p] = scale * sum_{j in chunk p} x[o, j], or the maximum.
// Shapes: x [outer, extent], y [outer, parts]; extent and chunk count values (one element, or four).
// Launch: a chunk per LANES threads, ROWS chunks per workgroup; barriers only inside combine_lanes, reached by all.
// Numerics: f32, fixed order; long rows are cut into chunks, so that rounding grows with the chunk and not with the row.
// Source: standard two-pass reduction.
// Truth: reduceReference in reference.ts
struct Params {
  rows: u32, // outer * parts
  parts: u32,
  extent: u32,
  chunk: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
//: if IS_VECTOR
alias Value = vec4f;
//: else
alias Value = f32;
//: end
@group(0) @binding(1) var<storage, read> x: array<Value>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

//: if IS_MAX
fn combine(a: f32, b: f32) -> f32 { return max(a, b); }
fn combine_values(a: Value, b: Value) -> Value { return max(a, b); }
//: else
fn combine(a: f32, b: f32) -> f32 { return a + b; }
fn combine_values(a: Value, b: Value) -> Value { return a + b; }
//: end

//: if IS_VECTOR
fn fold(a: Value) -> f32 { return combine(combine(a.x, a.y), combine(a.z, a.w)); }
//: else
fn fold(a: Value) -> f32 { return a; }
//: end

//: if WIDE
var<workgroup> lane_parts: array<f32, 64>;
fn combine_lanes(part: f32, lane: u32) -> f32 {
  lane_parts[lane] = part;
  workgroupBarrier();
  for (var width = 32u; width > 0u; width >>= 1u) {
    if (lane < width) { lane_parts[lane] = combine(lane_parts[lane], lane_parts[lane + width]); }
    workgroupBarrier();
  }
  return lane_parts[0];
}
//: else
fn combine_lanes(part: f32, lane: u32) -> f32 { return part; }
//: end

@compute @workgroup_size(64)
fn reduce_rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let lane = thread % LANES;
  let row = (group.y * groups.x + group.x) * ROWS + thread / LANES;
  let is_inside = row < params.rows;
  let first = select(0u, (row % params.parts) * params.chunk, is_inside);
  let start = select(0u, (row / params.parts) * params.extent, is_inside);
  let last = min(first + params.chunk, params.extent);
//: if IS_MAX
  var part = x[start + first];
//: else
  var part = Value();
//: end
  for (var j = first + lane; j < last; j += LANES) { part = combine_values(part, x[start + j]); }
  let total = combine_lanes(fold(part), lane);
  if (is_inside && lane == 0u) { y[row] = params.scale * total; }
}
