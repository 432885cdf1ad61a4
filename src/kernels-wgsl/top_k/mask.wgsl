// Marks the k largest entries of rows.
// Equation: mask[r, j] = 1 where fewer than k entries of x[r] come before entry j, else 0
// Shapes: x, mask [R, L]
// Launch: a thread owns one entry and counts those before it; workgroups of 64 threads, folded into y; no barriers.
// Numerics: comparisons only; of equal entries the smaller index comes first.
// Source: README.md
// Truth: topPlacesReference in reference.ts
struct Params {
  size: u32, // R * L
  length: u32,
  k: u32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> mask: array<f32>;

@compute @workgroup_size(64)
fn top_k_mask(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let j = index % params.length;
  let start = index - j;
  let own = x[index];
  var before = 0u;
  for (var other = 0u; other < params.length; other++) {
    let entry = x[start + other];
    before += select(0u, 1u, entry > own || (entry == own && other < j));
  }
  mask[index] = select(0.0, 1.0, before < params.k);
}
