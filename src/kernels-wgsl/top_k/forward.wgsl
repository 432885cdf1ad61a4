// The k largest entries of rows: their places by one row each or by one for all, and what another tensor has there.
// Equation: place[r, i] = j where i entries of ranked[r] come before entry j; values[r, i] = x[r, place[r, i]]
// Shapes: x [R, L]; ranked [R, L] or [1, L]; values [R, k]; places [R, k] or [1, k]
// Launch: a thread owns one entry and counts those before it; workgroups of 64 threads, folded into y; no barriers.
// Numerics: comparisons only; of equal entries the smaller index comes first.
// Source: README.md
// Truth: topPlacesReference and pickReference in reference.ts
struct Params {
  size: u32, // R * L
  length: u32,
  k: u32,
  stride: u32, // L, or 0 where one row ranks for all
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> ranked: array<f32>;
@group(0) @binding(3) var<storage, read_write> values: array<f32>;
@group(0) @binding(4) var<storage, read_write> places: array<u32>;

@compute @workgroup_size(64)
fn top_k(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let j = index % params.length;
  let row = index / params.length;
  let start = row * params.stride;
  let own = ranked[start + j];
  var before = 0u;
  for (var other = 0u; other < params.length; other++) {
    let entry = ranked[start + other];
    before += select(0u, 1u, entry > own || (entry == own && other < j));
  }
  if (before >= params.k) { return; }
  values[row * params.k + before] = x[index];
  if (params.stride > 0u || row == 0u) { places[row * params.k + before] = j; }
}
