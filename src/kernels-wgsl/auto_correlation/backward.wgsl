// Gradient of sums along circular diagonals: every score of a diagonal gets that of its sum.
// Equation: dscores[b, t, s] = scale dsums[b, (t - s) mod L]
// Shapes: dsums [B, L]; dscores [B, L, L]
// Launch: a thread owns one score; workgroups of 64 threads, folded into y; no barriers.
// Numerics: one product.
// Source: README.md
// Truth: diagonalSumsBackwardReference in reference.ts
struct Params {
  size: u32, // B * L * L
  length: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> sum_gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> score_gradient: array<f32>;

@compute @workgroup_size(64)
fn auto_correlation_backward(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {
  let index = (group.y * groups.x + group.x) * 64u + thread;
  if (index >= params.size) { return; }
  let length = params.length;
  let s = index % length;
  let t = index / length % length;
  let first = index / length / length * length;
  score_gradient[index] = params.scale * sum_gradient[first + (t + length - s) % length];
}
