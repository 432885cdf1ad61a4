// Gradient of picking entries of rows: each entry gathers from where it was picked.
// Equation: dx[r, j] = sum over i with places[r, i] = j of dvalues[r, i]
// Shapes: dvalues [R, k]; places [R, k] or [1, k]; dx [R, L]
// Launch: a thread owns one entry and walks the picks of its row; workgroups of 64 threads, folded into y; no barriers.
// Numerics: picks in order.
// Source: README.md
// Truth: pickBackwardReference in reference.ts
struct Params {
  size: u32, // R * L
  length: u32,
  k: u32,
  stride: u32, // k, or 0 where places are shared
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> value_gradient: array<f32>;
@group(0) @binding(2) var<storage, read> places: array<u32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(64)
fn top_k_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let j = index % params.length;
  let row = index / params.length;
  var sum = 0.0;
  for (var i = 0u; i < params.k; i++) {
    sum += select(0.0, value_gradient[row * params.k + i], places[row * params.stride + i] == j);
  }
  gradient[index] = sum;
}
